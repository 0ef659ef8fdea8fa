package io.zonescaler.examples.leaderboard;

import io.zonescaler.client.WorldObserver;
import io.zonescaler.client.WorldObserver.GapException;
import io.zonescaler.client.WorldObserver.Position;
import io.zonescaler.client.WorldObserver.Tick;
import io.zonescaler.examples.leaderboard.Scores.Deed;
import io.zonescaler.v1.proto.EventKind;
import io.zonescaler.v1.proto.ObservedEvent;
import io.zonescaler.v1.proto.Schema;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Keeps a leaderboard of the demo game's ships. */
@Command(
    name = "leaderboard",
    description =
        "Keeps a leaderboard of the demo game's ships in a database, until it is stopped.",
    mixinStandardHelpOptions = true)
public final class Leaderboard implements Callable<Integer> {
  private static final int SHOWN = 5;
  private static final int GAP = 3;

  @Parameters(
      arity = "1..*",
      paramLabel = "HOST:PORT",
      description = "Nodes' game API; those with gateway.historySeconds tell.")
  private List<String> nodes = List.of();

  @Option(
      names = "--db",
      paramLabel = "FILE",
      defaultValue = "leaderboard",
      description = "Where the database is (default: ${DEFAULT-VALUE}).")
  private Path file = Path.of("leaderboard");

  @Option(
      names = "--every",
      paramLabel = "N",
      defaultValue = "100",
      description = "Shows the best after every N ticks (default: ${DEFAULT-VALUE}).")
  private int every;

  @Option(names = "--token", paramLabel = "TOKEN", description = "An observer's token.")
  private String token = "";

  @Option(
      names = "--accept-gap",
      description = "Goes on if ticks were missed that no node has any more, or in another world.")
  private boolean acceptsGap;

  private int shot;
  private int launch;
  private int trade;

  /** Runs it. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Leaderboard()).execute(arguments));
  }

  @Override
  public Integer call() throws SQLException, InterruptedException {
    try (Scores scores = new Scores("jdbc:h2:file:" + file.toAbsolutePath())) {
      @Nullable Position from = scores.position();
      while (from != null) {
        from = follow(scores, from);
      }
    }
    return GAP;
  }

  /** Reads on and on; where to begin after a gap, or null if that is the end. */
  private @Nullable Position follow(Scores scores, Position from)
      throws SQLException, InterruptedException {
    try (WorldObserver world =
        WorldObserver.at(nodes.toArray(String[]::new))
            .from(from)
            .kinds()
            .events("shot", "launch", "trade")
            .token(() -> token)
            .open()) {
      learn(world.schema());
      while (true) {
        Tick tick = world.next();
        if (tick.anew()) {
          System.out.println("begins after tick " + tick.position().tick());
        }
        for (ObservedEvent event : tick.events()) {
          add(scores, event);
        }
        scores.commit(tick.position());
        if (tick.position().tick() % every == 0) {
          show(scores, tick.position().tick());
        }
      }
    } catch (GapException e) {
      System.err.println(e.getMessage());
      if (!acceptsGap) {
        System.err.println("Some events are lost for good; --accept-gap goes on without them");
        return null;
      }
      return Position.NONE;
    }
  }

  private void learn(Schema schema) {
    List<String> events = schema.getEventsList().stream().map(EventKind::getName).toList();
    shot = events.indexOf("shot");
    launch = events.indexOf("launch");
    trade = events.indexOf("trade");
  }

  /** Arguments: shot x, y, z, hits; launch launches, minted; trade x, y, z, gold. */
  private void add(Scores scores, ObservedEvent event) throws SQLException {
    if (event.getKind() == shot) {
      scores.add(event.getEntity(), Deed.SHOTS, 1);
      scores.add(event.getEntity(), Deed.HITS, event.getArguments(3));
    } else if (event.getKind() == launch) {
      scores.add(event.getEntity(), Deed.LAUNCHES, 1);
    } else if (event.getKind() == trade) {
      scores.add(event.getEntity(), Deed.GOLD_SPENT, event.getArguments(3));
    }
  }

  private static void show(Scores scores, long tick) throws SQLException {
    System.out.printf("tick %d%n", tick);
    for (Scores.Line line : scores.best(SHOWN)) {
      System.out.printf(
          "  ship %016x  %4d hits of %5d shots  %6d gold spent  launched %d times%n",
          line.ship(), line.hits(), line.shots(), line.goldSpent(), line.launches());
    }
  }
}
