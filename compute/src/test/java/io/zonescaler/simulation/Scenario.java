package io.zonescaler.simulation;

import io.zonescaler.cluster.Coordinator;
import io.zonescaler.game.World;
import io.zonescaler.oracle.KitchenSinkGame;
import io.zonescaler.world.WorldSettings;
import io.zonescaler.zone.ZoneMap;
import java.util.Random;

/**
 * A world and what will happen to it, as a seed defines it.
 *
 * @param seed the seed
 * @param world a small world
 * @param map its zones
 * @param nodes number of nodes
 * @param backups backup copies of every slot
 * @param ticks ticks that the world must make
 * @param players number of players
 * @param lossPercent messages lost between nodes
 * @param doublePercent messages delivered twice
 * @param slowPercent messages, reads and writes that take long, and so are overtaken
 * @param stuckPermille runs of a tick that hang
 * @param failPermille runs of a tick that throw
 * @param faults number of faults to stage
 * @param reshapes number of changes of the zone map that are asked for
 * @param horizonTicks how far ahead the coordinator sets the horizon
 */
record Scenario(
    long seed,
    World world,
    ZoneMap map,
    int nodes,
    int backups,
    int ticks,
    int players,
    int lossPercent,
    int doublePercent,
    int slowPercent,
    int stuckPermille,
    int failPermille,
    int faults,
    int reshapes,
    int horizonTicks) {

  private static final int LONG = 200;

  static Scenario of(long seed) {
    Random random = new Random(seed * 0x9E3779B97F4A7C15L + 1);
    int tickRate = new int[] {20, 20, 10, 4}[random.nextInt(4)];
    WorldSettings.Builder settings =
        random.nextInt(6) == 0
            ? WorldSettings.deep(21, 20 + random.nextInt(4), 22)
            : WorldSettings.flat(24 + random.nextInt(24), 20 + random.nextInt(16));
    World world =
        World.of(
            new KitchenSinkGame(),
            settings
                .interestRadius(8)
                .maxStep(1)
                .name("simulated")
                .seed(seed)
                .tickRate(tickRate)
                .slots(12)
                .build());
    int zones = 2 + random.nextInt(8);
    ZoneMap map =
        random.nextBoolean()
            ? ZoneMap.uniform(world.space(), zones, 12)
            : ZoneMap.random(world.space(), zones, 12, random);
    int nodes = 2 + random.nextInt(4);
    boolean calm = random.nextInt(8) == 0;
    boolean reshaped = random.nextBoolean();
    boolean long_ = zones <= 4 && random.nextInt(4) == 0;
    return new Scenario(
        seed,
        world,
        map,
        nodes,
        nodes >= 4 && random.nextInt(4) == 0 ? 2 : 1,
        long_ ? 300 : 60 + random.nextInt(61),
        random.nextInt(6),
        calm ? 0 : random.nextInt(4) * random.nextInt(5),
        calm ? 0 : random.nextInt(10),
        calm ? 0 : random.nextInt(12),
        calm || random.nextInt(3) > 0 ? 0 : random.nextInt(8),
        calm || random.nextInt(3) > 0 ? 0 : random.nextInt(8),
        calm ? 0 : 1 + random.nextInt(7),
        reshaped ? 1 + random.nextInt(8) : 0,
        reshaped ? 6 + random.nextInt(40) : Coordinator.HORIZON_SECONDS * tickRate);
  }

  /** Whether the ring of stored frames goes round. */
  boolean isLong() {
    return ticks > LONG;
  }

  long tickMillis() {
    return 1000 / world.settings().tickRate();
  }

  /** For the log: what a run was. */
  String summary() {
    return "%d zones of a %dD world on %d nodes with %d backups, %d ticks at %d Hz, %d players, %d faults, %d changes of the map, horizon %d ticks"
        .formatted(
            map.size(),
            world.settings().dimensions(),
            nodes,
            backups,
            ticks,
            world.settings().tickRate(),
            players,
            faults,
            reshapes,
            horizonTicks);
  }
}
