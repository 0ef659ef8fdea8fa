package io.zonescaler.bench;

import java.util.SplittableRandom;

/**
 * The moving points that the minnows of {@link BareLoop} gather around: eight per tile of about 512
 * x 512 units, on Lissajous curves, waxing and waning, as in the demo game. Not thread-safe.
 */
final class BareLures {
  private static final int PER_TILE = 8;
  private static final double SPEED = 0.12;
  private static final double REACH = 0.38;
  private static final double PERIOD = 1600;

  private final int tiles;
  private final float tileEdge;
  private final double[] phase;
  private final double[] rate;
  private final float[] x;
  private final float[] y;
  private final float[] reluctance;

  BareLures(float edge, long seed) {
    tiles = Math.max(1, (int) Math.floor(edge / 512 + 0.5));
    tileEdge = edge / tiles;
    int lures = tiles * tiles * PER_TILE;
    phase = new double[3 * lures];
    rate = new double[3 * lures];
    x = new float[lures];
    y = new float[lures];
    reluctance = new float[lures];
    SplittableRandom random = new SplittableRandom(~seed);
    for (int i = 0; i < phase.length; i++) {
      phase[i] = random.nextDouble() * 2 * Math.PI;
      rate[i] =
          i % 3 == 2
              ? 2 * Math.PI / PERIOD
              : SPEED / (REACH * tileEdge) * (0.6 + 0.4 * random.nextDouble());
    }
  }

  /** Puts all of them where they are at a tick. */
  void move(long tick) {
    for (int i = 0; i < x.length; i++) {
      int tile = i / PER_TILE;
      x[i] = coordinate(tile % tiles, wave(3 * i, tick));
      y[i] = coordinate(tile / tiles, wave(3 * i + 1, tick));
      double strength = 0.6 + 0.4 * wave(3 * i + 2, tick);
      reluctance[i] = (float) (1 / (strength * strength));
    }
  }

  private float coordinate(int tile, double wave) {
    return (float) (tileEdge * (tile + 0.5 + REACH * wave));
  }

  private double wave(int at, long tick) {
    return Math.sin(phase[at] + tick * rate[at]);
  }

  /** The one that attracts most at a place. */
  int strongest(float px, float py) {
    int tx = Math.min(tiles - 1, (int) (px / tileEdge));
    int ty = Math.min(tiles - 1, (int) (py / tileEdge));
    int first = (ty * tiles + tx) * PER_TILE;
    int best = first;
    float least = Float.MAX_VALUE;
    for (int i = first; i < first + PER_TILE; i++) {
      float dx = x[i] - px;
      float dy = y[i] - py;
      float effort = (dx * dx + dy * dy) * reluctance[i];
      if (effort < least) {
        least = effort;
        best = i;
      }
    }
    return best;
  }

  float x(int lure) {
    return x[lure];
  }

  float y(int lure) {
    return y[lure];
  }
}
