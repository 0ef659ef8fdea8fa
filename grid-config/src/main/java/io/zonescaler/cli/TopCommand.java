package io.zonescaler.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zonescaler.node.UserError;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** The {@code top} command: the status, again and again. */
@Command(
    name = "top",
    description = "Shows the nodes and the busiest zones, anew each second, until Ctrl-C.",
    mixinStandardHelpOptions = true)
final class TopCommand implements Callable<Integer> {
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** ANSI: to the upper left corner, and clear what follows. */
  private static final String CLEAR = "\u001b[H\u001b[J";

  @ParentCommand private Main main = new Main();
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private RunDirectory run = new RunDirectory();

  @Option(
      names = "--zones",
      paramLabel = "N",
      defaultValue = "10",
      description = "How many zones to show (default: ${DEFAULT-VALUE}).")
  private int zones;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "0",
      description = "How often to show them; 0 until Ctrl-C (default), once if nobody watches.")
  private int count;

  @Override
  public Integer call() throws InterruptedException {
    LocalCluster cluster = run.cluster();
    StatusClient client = new StatusClient();
    boolean isWatched = CommandLine.Help.Ansi.AUTO.enabled();
    int times = count > 0 ? count : isWatched ? Integer.MAX_VALUE : 1;
    main.interruption().heed();
    int exitCode = 0;
    for (int i = 0; i < times && !main.interruption().isAsked(); i++) {
      if (i > 0) {
        main.interruption().await(PAUSE);
      }
      ObjectNode told = Json.object();
      UserError silence = null;
      try {
        told = client.status(cluster);
      } catch (UserError e) {
        silence = e;
      }
      ObjectNode status = told;
      List<LocalNode> nodes = cluster.nodes();
      exitCode =
          main.finish(
              spec.commandLine(), status, out -> show(status, nodes, isWatched, out), silence);
    }
    return exitCode;
  }

  /** At once, so that nothing flickers. */
  private void show(ObjectNode status, List<LocalNode> nodes, boolean isWatched, PrintWriter out) {
    StringWriter text = new StringWriter();
    PrintWriter lines = new PrintWriter(text);
    StatusText.print(status, nodes, lines);
    if (status.has("zones")) {
      lines.println();
      StatusText.printBusiest(status.path("zones"), zones, lines);
    }
    lines.flush();
    out.print(isWatched ? CLEAR + text : text.toString());
    out.flush();
  }
}
