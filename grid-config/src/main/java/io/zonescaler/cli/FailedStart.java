package io.zonescaler.cli;

import io.zonescaler.node.NodeRuntime;
import io.zonescaler.node.UserError;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
    Matcher told = TOLD.matcher(log);
    if (told.find()) {
      what += ": " + told.group(1);
      return data != null && told.group(3).equals(NodeRuntime.UNEXPLAINED)
          ? damaged(node, what, data)
          : UserError.failed(what, told.group(2) + ", " + node.log(), told.group(3));
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
