package io.zonescaler.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zonescaler.cli.Checkup.Finding;
import io.zonescaler.cli.Checkup.Verdict;
import io.zonescaler.node.GameOptions;
import io.zonescaler.node.UserError;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** The {@code doctor} command: would a node run here, and well? */
@Command(
    name = "doctor",
    description = "Looks at this machine and at a configuration, before a node runs there.",
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
  @ParentCommand private Main main = new Main();
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private GameOptions options = new GameOptions();

  @Override
  public Integer call() {
    List<Finding> findings = new Checkup(options.settings()).run();
    ObjectNode json = Json.object();
    ArrayNode list = json.putArray("findings");
    for (Finding finding : findings) {
      list.addObject()
          .put("about", finding.about())
          .put("verdict", finding.verdict().name().toLowerCase(Locale.ROOT))
          .put("found", finding.found())
          .put("remedy", finding.remedy());
    }
    return main.finish(spec.commandLine(), json, out -> print(findings, out), worst(findings));
  }

  private static void print(List<Finding> findings, PrintWriter out) {
    for (Finding finding : findings) {
      String mark =
          switch (finding.verdict()) {
            case OK -> "ok";
            case WARNING -> "warning";
            case BAD -> "BAD";
          };
      out.printf("%-8s %-24s %s%n", mark, finding.about(), finding.found());
      if (!finding.remedy().isEmpty()) {
        out.printf("%-8s %-24s   %s%n", "", "", finding.remedy());
      }
    }
  }

  private static @Nullable UserError worst(List<Finding> findings) {
    return findings.stream()
        .filter(finding -> finding.verdict() == Verdict.BAD)
        .findFirst()
        .map(bad -> UserError.failed(bad.found(), bad.about(), bad.remedy()))
        .orElse(null);
  }
}
