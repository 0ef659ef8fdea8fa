package io.zonescaler.verify;

/**
 * One way to cut and run a world.
 *
 * @param zones number of zones, about which random borders move
 * @param randomBorders whether the borders move while the world runs
 * @param threads threads per zone's tick
 */
public record Cut(int zones, boolean randomBorders, int threads) {
  @Override
  public String toString() {
    return zones
        + (zones == 1 ? " zone" : " zones")
        + (randomBorders ? ", random borders" : "")
        + ", "
        + threads
        + (threads == 1 ? " thread" : " threads");
  }
}
