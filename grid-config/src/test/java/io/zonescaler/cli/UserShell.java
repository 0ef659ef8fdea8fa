package io.zonescaler.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Types commands as a user does, in a run directory of its own, and reads their JSON. */
final class UserShell {
  private static final long LIMIT_SECONDS = 90;

  private final String run;

  /** A shell whose clusters live below {@code directory}. */
  UserShell(Path directory) {
    System.setProperty("zonescaler.home", Path.of("..").toAbsolutePath().normalize().toString());
    run = directory.resolve("run").toString();
  }

  /** What a command ended with. */
  record Answer(int exitCode, JsonNode json) {
    String error(String part) {
      return json.path("error").path(part).asText();
    }
  }

  /** The last line of a command's output is its JSON. */
  Answer zonescaler(String... arguments) throws IOException {
    String[] all = Arrays.copyOf(arguments, arguments.length + 3);
    System.arraycopy(new String[] {"--run-dir", run, "--json"}, 0, all, arguments.length, 3);
    return run(all);
  }

  /** A command that has no run directory. */
  Answer run(String... arguments) throws IOException {
    StringWriter out = new StringWriter();
    int exitCode = Main.run(new PrintWriter(out), arguments);
    return answer(exitCode, out.toString());
  }

  /** Makes certificates, and the options of nodes that use them. */
  List<String> certificates(Path where) throws IOException {
    Answer made = run("certificates", where.toString(), "--json");
    if (made.exitCode() != 0) {
      throw new AssertionError(made.json());
    }
    JsonNode node = made.json().path("certificates").path(0);
    return List.of(
        "--set", "tls.certificate=" + node.path("certificate").asText(),
        "--set", "tls.key=" + node.path("key").asText(),
        "--set", "tls.authority=" + made.json().path("authority").asText());
  }

  private static Answer answer(int exitCode, String out) throws IOException {
    String[] lines = out.strip().split("\n", -1);
    return new Answer(exitCode, Json.parse(lines[lines.length - 1]));
  }

  /** A command in a process of its own. */
  record Running(Process process, Path out, Path errors) {
    /** What it has written to standard error. */
    String told() throws IOException {
      return Files.readString(errors);
    }

    /** Ends it as Ctrl-C does. */
    Answer interrupt() throws IOException, InterruptedException {
      process.destroy();
      return awaitEnd();
    }

    /** Waits until it ends by itself. */
    Answer awaitEnd() throws IOException, InterruptedException {
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("still there, it has said " + told());
      }
      return answer(process.exitValue(), Files.readString(out));
    }
  }

  /** Begins a command that will be interrupted. */
  Running begin(String... arguments) throws IOException {
    Path home = Path.of(System.getProperty("zonescaler.home"));
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + home.resolve("grid-config/jvm.options"),
                "-Xmx256m",
                "-Dzonescaler.home=" + home,
                "-Dlogback.configurationFile=" + home.resolve("grid-config/logback.xml"),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(List.of(arguments));
    command.add("--json");
    if (!arguments[0].equals("node")) {
      command.addAll(List.of("--run-dir", run));
    }
    Path out = Path.of(run + "-" + arguments[0] + ".out");
    Path errors = Path.of(run + "-" + arguments[0] + ".err");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(errors.toFile())
            .start();
    return new Running(process, out, errors);
  }

  LocalCluster cluster() {
    return new LocalCluster(Path.of(run));
  }

  /** The private cluster of a demo that a process has run. */
  LocalCluster demo(long pid) {
    return new LocalCluster(Path.of(run, "demo-" + pid));
  }
}
