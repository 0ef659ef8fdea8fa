package io.zonescaler.cli;

import io.zonescaler.cli.LocalNode.Ports;
import io.zonescaler.game.World;
import io.zonescaler.node.GameWorld;
import io.zonescaler.node.NodeRuntime;
import io.zonescaler.node.NodeSettings;
import io.zonescaler.node.UserError;
import io.zonescaler.server.bots.BotReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/**
 * The hidden {@code rehearse} command: a node, players and a look at the status, all in this
 * process, so that the JVM can keep the classes that other processes need in an archive (class data
 * sharing): with it, they start in half the time. {@code bin/zonescaler} does this after a build.
 */
@Command(name = "rehearse", hidden = true)
final class RehearseCommand implements Callable<Integer> {
  private static final int BOTS = 20;
  private static final int SECONDS = 4;

  @ParentCommand private Main main = new Main();
  @Mixin private RunDirectory run = new RunDirectory();

  @Override
  public Integer call() throws InterruptedException {
    LocalCluster cluster = run.cluster();
    LocalNode node = new LocalNode("n1", cluster.directory().resolve("n1"));
    Path xml = Path.of(System.getProperty("zonescaler.home", "."), "grid-config", "node.xml");
    try {
      node.prepare();
      List<Ports> ports = LocalCluster.freePorts(1);
      NodeSettings settings = settings(node, ports);
      node.started(ProcessHandle.current(), ports.get(0), null, "");
      NodeRuntime runtime = NodeRuntime.start(settings, xml);
      UserError failure = play(node, GameWorld.load(settings), settings);
      new StatusClient().status(cluster);
      runtime.close();
      if (failure != null) {
        throw failure;
      }
      return 0;
    } catch (IOException e) {
      throw UserError.failed(
          "cannot rehearse: " + e, node.work().toString(), "take another --run-dir");
    }
  }

  private static NodeSettings settings(LocalNode node, List<Ports> ports) {
    Map<String, String> flags = new HashMap<>(NodeLauncher.place(node, ports, 0));
    flags.put("node.name", node.name());
    flags.put("grid.founders", node.name());
    return NodeSettings.load(null, Map.of(), flags);
  }

  private @Nullable UserError play(LocalNode node, World world, NodeSettings settings) {
    BotRun bots =
        new BotRun(
            BotRun.settings(
                BotRun.addresses(List.of(node)),
                BOTS,
                SECONDS,
                BotRun.newNames(),
                BotRun.counter(world, null),
                world.game(),
                settings),
            main.interruption());
    BotReport report = bots.play(settings);
    return bots.verdict(report);
  }
}
