package io.zonescaler.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.zonescaler.node.NodeRuntime;
import io.zonescaler.node.UserError;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Says why a node's process has ended while it started, from what it wrote to its log. */
final class FailedStart {
  /** How {@link Main} tells a {@link UserError}. */
  private static final Pattern TOLD =
      Pattern.compile("(?ms)^error: (.*?)\\R {2}where: (.*?)\\R {2}what to do: (.*?)$");

  /** How Ignite says that it gives up. */
  private static final Pattern GIVEN_UP = Pattern.compile("failureCtx=FailureContext \\[(.*)]]");

  private static final int LAST_WORDS = 12;
  private static final int WHOLE_LOG = Integer.MAX_VALUE;

  private FailedStart() {}

  static UserError of(LocalNode node) {
    String log = node.logTail(WHOLE_LOG);
    String what = "node " + node.name() + " has ended while it started";
    Path data = node.data();
    UserError told = told(log);
    if (told != null) {
      what += ": " + told.what();
      return data != null && told.remedy().equals(NodeRuntime.UNEXPLAINED)
          ? damaged(node, what, data)
          : UserError.failed(what, told.where() + ", " + node.log(), told.remedy());
    }
    Matcher givenUp = GIVEN_UP.matcher(log);
    if (data != null && givenUp.find()) {
      return damaged(node, what + ": " + givenUp.group(1), data);
    }
    return UserError.failed(
        what + "; its last words:\n" + node.logTail(LAST_WORDS),
        node.log().toString(),
        "read the log");
  }

  /** What the node itself says that it failed with, in a log of either format. */
  private static @Nullable UserError told(String log) {
    Matcher text = TOLD.matcher(log);
    if (text.find()) {
      return UserError.failed(text.group(1), text.group(2), text.group(3));
    }
    return log.lines()
        .filter(line -> line.startsWith("{") && line.contains("\"remedy\""))
        .flatMap(FailedStart::toldInJson)
        .findFirst()
        .orElse(null);
  }

  private static Stream<UserError> toldInJson(String line) {
    try {
      JsonNode told = Json.parse(line);
      return Stream.of(
          UserError.failed(
              told.path("message").asText(),
              told.path("where").asText(),
              told.path("remedy").asText()));
    } catch (JsonProcessingException e) {
      // The process ended while it wrote, or a game writes what looks like it.
      return Stream.empty();
    }
  }

  private static UserError damaged(LocalNode node, String what, Path data) {
    List<String> others =
        LocalCluster.nodesIn(data).stream().filter(name -> !name.equals(node.name())).toList();
    int backups =
        LocalCluster.settingsIn(data)
            .map(file -> LocalCluster.load(file).integer("grid.backups"))
            .orElse(0);
    return UserError.failed(
        what,
        data.resolve(node.name()) + ", " + node.log(),
        "read the log first: if it names storage, WAL, pages or a checkpoint, the node's data is damaged; there is still that of "
            + others
            + ", and every zone is on "
            + (1 + backups)
            + " nodes: with "
            + (backups == 0 ? "no node" : "up to " + backups + " of them")
            + " less nothing is lost. Bring the world up with zonescaler start --data "
            + data
            + " --without "
            + node.name()
            + ", move "
            + data.resolve(node.name())
            + " away, then zonescaler add");
  }
}
