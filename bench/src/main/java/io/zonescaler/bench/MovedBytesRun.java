package io.zonescaler.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.zonescaler.frame.FrameCodec;
import io.zonescaler.game.World;
import io.zonescaler.verify.LocalWorld;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * What the nodes of a real cluster send each other because zones get other owners: more than they
 * send in the same time when nothing moves, against the size of what was moved.
 */
@Command(
    name = "moved-bytes.sh",
    description = "Moves zones, and says how many bytes went between the nodes because of that.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeOnInvalidInput = 1,
    exitCodeOnExecutionException = 4)
public final class MovedBytesRun implements Callable<Integer> {
  private static final int NODES = 3;

  @Option(
      names = "--entities",
      paramLabel = "N",
      defaultValue = "20000",
      description = "Creatures of the world, about (default: ${DEFAULT-VALUE}).")
  private int entities;

  @Option(
      names = "--rate",
      paramLabel = "HZ",
      defaultValue = "2",
      description =
          "Ticks per second: few, so that what goes on anyway is little (default: ${DEFAULT-VALUE}).")
  private int rate;

  @Option(
      names = "--moves",
      paramLabel = "N",
      defaultValue = "5",
      description = "Zones that get another owner at once (default: ${DEFAULT-VALUE}).")
  private int moves;

  @Option(
      names = "--times",
      paramLabel = "N",
      defaultValue = "4",
      description = "How often (default: ${DEFAULT-VALUE}).")
  private int times;

  @Option(
      names = "--window",
      paramLabel = "S",
      defaultValue = "32",
      description =
          "Seconds in which bytes are counted, with moves and without: 64 ticks, or a multiple, as"
              + " each zone makes a snapshot in each 64 (default: ${DEFAULT-VALUE}).")
  private int window;

  @Option(
      names = "--rules",
      description =
          "With the demo game's rules. Without, creatures stand still, and next to nothing goes"
              + " between the nodes but what a move copies.")
  private boolean rules;

  @Mixin private ClusterOptions options = new ClusterOptions();

  /** Runs it. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new MovedBytesRun()).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    long state = stateBytes();
    System.out.printf(
        Locale.ROOT,
        "the world's state: %,d bytes in %d zones, so %,d in a zone%n",
        state,
        options.zones,
        state / options.zones);
    List<String> settings =
        new ArrayList<>(options.settings(new ClusterMeter.Load(NODES, entities, rate)));
    if (!rules) {
      settings.addAll(ClusterOptions.ownGame(StillGame.class.getName()));
    }
    settings.add("balance.moves=0");
    settings.add("balance.zonePart=0");
    try (NodeCluster cluster =
        new NodeCluster(NodeCluster.script(), options.directory(), NODES, settings)) {
      TimeUnit.SECONDS.sleep(window);
      long more = 0;
      int moved = 0;
      for (int i = 0; i < times; i++) {
        long calm = sentMeanwhile(cluster);
        int now = move(cluster);
        long busy = sentMeanwhile(cluster);
        more += busy - calm;
        moved += now;
        System.out.printf(
            Locale.ROOT,
            "  nothing moves: %,d bytes in %d s; %d zones move: %,d, so %,d more%n",
            calm,
            window,
            now,
            busy,
            busy - calm);
      }
      System.out.printf(
          Locale.ROOT,
          "%d zones moved: %,d bytes more for each, %.1f times its state%n",
          moved,
          more / moved,
          (double) more / moved * options.zones / state);
    }
    return 0;
  }

  /** All zones' states as snapshots, which are what the store keeps. */
  private long stateBytes() {
    World world = StandardLoad.world(entities);
    LocalWorld local = StandardLoad.warm(world, options.zones);
    FrameCodec codec = new FrameCodec(world.schema(), world.space(), world.checksum());
    return local.states().stream().mapToLong(s -> codec.encodeSnapshot(s).length).sum();
  }

  private long sentMeanwhile(NodeCluster cluster) throws IOException, InterruptedException {
    Map<String, Long> before = SocketBytes.sent(cluster.pids());
    TimeUnit.SECONDS.sleep(window);
    return SocketBytes.between(before, SocketBytes.sent(cluster.pids()));
  }

  /** Asks for moves; how many are made. */
  private int move(NodeCluster cluster) throws IOException, InterruptedException {
    int asked = 0;
    List<String> names = cluster.names();
    for (JsonNode zone : cluster.status().path("zones")) {
      int owner = names.indexOf(zone.path("owner").asText());
      String to = names.get((owner + 1) % names.size());
      if (asked < moves
          && cluster.ask("/api/v1/move?zone=" + zone.path("id").asText() + "&node=" + to)) {
        asked++;
      }
    }
    return asked;
  }
}
