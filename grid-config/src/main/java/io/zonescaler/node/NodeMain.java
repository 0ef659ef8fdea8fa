package io.zonescaler.node;

import io.zonescaler.grid.Salvage;
import io.zonescaler.node.NodeRuntime.End;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.ignite.IgniteSystemProperties;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The {@code node} command: one node in the foreground, until it is told to stop. */
@Command(
    name = "node",
    description = "Runs one node in the foreground, until SIGTERM or Ctrl-C.",
    mixinStandardHelpOptions = true)
public final class NodeMain implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(NodeMain.class);

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Name of the node, unique in the world.")
  private @Nullable String name;

  @Option(
      names = "--join",
      paramLabel = "HOST:PORT,...",
      description = "Joins the grid of these nodes; never makes a world.")
  private @Nullable String join;

  @Option(
      names = "--founders",
      paramLabel = "NAME,...",
      description =
          "First members of a new world, this node among them: it is made when all are there.")
  private @Nullable String founders;

  private static final long LONGEST_CLOSE_SECONDS = 30;
  private static final int FAILED = 4;
  private static final Duration GO_BACK_PAUSE = Duration.ofSeconds(1);

  private Path xml = Path.of("node.xml");

  /** Null while it goes back to the others. */
  private volatile @Nullable NodeRuntime running;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private GameOptions game = new GameOptions();

  @Override
  public Integer call() throws InterruptedException {
    NodeSettings settings = NodeSettings.load(game.config(), System.getenv(), flags());
    NodeLog.begin(settings);
    try {
      return run(settings);
    } catch (UserError e) {
      if (NodeLog.isJson(settings)) {
        NodeLog.tell(e);
        spec.commandLine().setErr(new PrintWriter(Writer.nullWriter()));
      }
      throw e;
    }
  }

  private int run(NodeSettings settings) throws InterruptedException {
    LOG.info("Effective settings:\n{}", settings.describe());
    // The hook below stops the node, and says when.
    System.setProperty(IgniteSystemProperties.IGNITE_NO_SHUTDOWN_HOOK, "true");
    Path home = Path.of(System.getProperty("zonescaler.home", "."));
    xml = home.resolve("grid-config").resolve("node.xml");
    NodeRuntime node = NodeRuntime.start(settings, xml);
    running = node;
    Thread hook = new Thread(() -> stop(settings), "stop");
    Runtime.getRuntime().addShutdownHook(hook);
    LOG.info("Node {} is ready", settings.name());
    for (End end = node.awaitEnd(); end != End.STOPPED; end = node.awaitEnd()) {
      LOG.warn(
          "Node {} goes back to the others{}",
          settings.name(),
          end == End.EXPELLED ? ", which took it for dead as it did not answer" : "");
      running = null;
      Salvage salvage = node.salvage();
      close(node, settings);
      node = goBack(settings, salvage);
      running = node;
      LOG.info("Node {} is back", settings.name());
    }
    // The stop hook also ends up here; it halts the JVM.
    Thread.sleep(1000);
    // Only a node that stopped by itself comes here.
    Runtime.getRuntime().removeShutdownHook(hook);
    throw UserError.failed(
        "the node stopped by itself",
        "node " + settings.name(),
        "see the log above, and start it again");
  }

  /** A grid that does not stop would keep the node from going back for ever. */
  private static void close(NodeRuntime node, NodeSettings settings) {
    CompletableFuture.delayedExecutor(LONGEST_CLOSE_SECONDS, TimeUnit.SECONDS)
        .execute(
            () -> {
              if (!node.isClosed()) {
                LOG.error("Node {} does not stop: its process ends", settings.name());
                Runtime.getRuntime().halt(FAILED);
              }
            });
    node.close();
  }

  /** However long it takes: while it is cut off there is nothing else that it could do (I9). */
  private NodeRuntime goBack(NodeSettings settings, @Nullable Salvage salvage) {
    while (true) {
      try {
        return NodeRuntime.startAgain(settings, xml, salvage);
      } catch (UserError e) {
        LOG.warn("Node {} cannot go back yet: {}", settings.name(), e.getMessage());
        LockSupport.parkNanos(GO_BACK_PAUSE.toNanos());
      }
    }
  }

  private Map<String, String> flags() {
    Map<String, String> flags = game.flags();
    if (name != null) {
      flags.put("node.name", name);
    }
    if (join != null && founders != null) {
      throw UserError.arguments(
          "a node founds or joins, not both", "--join and --founders", "leave one out");
    }
    if (join != null) {
      flags.put("grid.discovery", join);
      flags.put("grid.founders", "");
    }
    if (founders != null) {
      flags.put("grid.founders", founders);
    }
    return flags;
  }

  private void stop(NodeSettings settings) {
    NodeRuntime node = running;
    if (node != null) {
      LOG.info("Node {} leaves", settings.name());
      node.leave();
      LOG.info("Node {} stops", settings.name());
      node.close();
    }
    LOG.info("Node {} has stopped", settings.name());
    // Being told to stop is no failure; without this the JVM would report the signal.
    Runtime.getRuntime().halt(0);
  }
}
