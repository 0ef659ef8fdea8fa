package io.zonescaler.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zonescaler.node.NodeMain;
import io.zonescaler.node.UserError;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/**
 * The one command of {@code bin/zonescaler}. Results go to standard output, all else to standard
 * error; with {@code --json} the last line of standard output is one JSON object, also for a
 * failure. Exit codes: 0 done, 1 wrong arguments, 2 cannot connect, 3 not allowed, 4 failed.
 */
@Command(
    name = "zonescaler",
    description = "Seamless game worlds on an Apache Ignite grid.",
    mixinStandardHelpOptions = true,
    version = "zonescaler 0.1.0",
    subcommands = {
      DemoCommand.class,
      StartCommand.class,
      AddCommand.class,
      StopCommand.class,
      RestartCommand.class,
      KillCommand.class,
      StatusCommand.class,
      TopCommand.class,
      DoctorCommand.class,
      BotsCommand.class,
      ZonesCommand.class,
      ReshapeCommand.Split.class,
      ReshapeCommand.Merge.class,
      ReshapeCommand.Move.class,
      ReshapeCommand.Drain.class,
      PinCommand.Pin.class,
      PinCommand.Unpin.class,
      WhatIfCommand.class,
      BalanceCommand.class,
      DecisionsCommand.class,
      SlowTicksCommand.class,
      SteerCommand.Pause.class,
      SteerCommand.Resume.class,
      SteerCommand.Step.class,
      SetCommand.class,
      TokenCommand.class,
      CertificatesCommand.class,
      SteerCommand.Forget.class,
      QuarantineCommand.Quarantine.class,
      QuarantineCommand.Release.class,
      VerifyCommand.class,
      AuditCommand.class,
      ExportCommand.class,
      ImportCommand.class,
      NodeMain.class,
      RehearseCommand.class
    })
public final class Main {
  private static final int FAILED = 4;

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "Prints one JSON object as the last line of standard output.")
  private boolean json;

  private final Interruption interruption = new Interruption();

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(run(new PrintWriter(System.out, true, StandardCharsets.UTF_8), arguments));
  }

  /** Runs a command, with results to {@code out}, and returns its exit code. */
  static int run(PrintWriter out, String... arguments) {
    Main main = new Main();
    CommandLine line = new CommandLine(main);
    line.setOut(out);
    line.setExecutionExceptionHandler((e, command, parsed) -> main.report(e, command));
    line.setParameterExceptionHandler((e, given) -> main.report(e, given));
    if (arguments.length == 0) {
      line.usage(out);
      return 1;
    }
    int exitCode = FAILED;
    try {
      exitCode = line.execute(arguments);
      return exitCode;
    } finally {
      main.interruption.end(exitCode);
    }
  }

  private int report(ParameterException e, String[] given) {
    CommandLine command = e.getCommandLine();
    UserError error =
        UserError.arguments(
            String.valueOf(e.getMessage()),
            command.getCommandSpec().qualifiedName(),
            suggestion(e) + "see " + command.getCommandSpec().qualifiedName() + " --help");
    // The option may stand behind the one that is wrong.
    json |= Arrays.asList(given).contains("--json");
    return report(error, command);
  }

  private static String suggestion(ParameterException e) {
    List<String> similar =
        e instanceof CommandLine.UnmatchedArgumentException unmatched
            ? unmatched.getSuggestions()
            : List.of();
    return similar.isEmpty() ? "" : "did you mean " + String.join(" or ", similar) + "? Else ";
  }

  private int report(Exception e, CommandLine command) {
    UserError error =
        e instanceof UserError known
            ? known
            : UserError.failed(
                e.toString(),
                command.getCommandSpec().qualifiedName(),
                "this is a fault of zonescaler: please report it");
    if (!(e instanceof UserError)) {
      e.printStackTrace(command.getErr());
    }
    tell(error, command.getErr());
    if (json) {
      command.getOut().println(Json.withError(Json.object(), error));
    }
    return error.exitCode();
  }

  private static void tell(UserError error, PrintWriter to) {
    to.println(
        "error: "
            + error.what()
            + "\n  where: "
            + error.where()
            + "\n  what to do: "
            + error.remedy());
  }

  /**
   * Prints the result of a command: one JSON object, or text. What did not hold is part of that
   * object.
   *
   * @param asText prints the result for people
   * @param failure what did not hold, or null
   * @return the command's exit code
   */
  int finish(
      CommandLine command,
      ObjectNode result,
      Consumer<PrintWriter> asText,
      @Nullable UserError failure) {
    PrintWriter out = command.getOut();
    if (!json) {
      asText.accept(out);
    } else {
      out.println(failure == null ? result : Json.withError(result, failure));
    }
    if (failure == null) {
      return 0;
    }
    tell(failure, command.getErr());
    return failure.exitCode();
  }

  /** Ctrl-C, for commands that have to put something away. */
  Interruption interruption() {
    return interruption;
  }

  boolean json() {
    return json;
  }
}
