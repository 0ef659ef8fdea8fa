package io.zonescaler.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Arrays;

/** Types commands as a user does, in a run directory of its own, and reads their JSON. */
final class UserShell {
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
    String[] lines = out.toString().strip().split("\n", -1);
    return new Answer(exitCode, Json.parse(lines[lines.length - 1]));
  }

  LocalCluster cluster() {
    return new LocalCluster(Path.of(run));
  }
}
