package io.zonescaler.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.zonescaler.cli.UserShell.Answer;
import io.zonescaler.cli.UserShell.Running;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Zones are split, merged and moved, and a node is drained, on real processes while bots play. */
class ReshapeProcessTest {
  private static final Duration LIMIT = Duration.ofSeconds(90);

  @TempDir private Path directory;
  private UserShell shell;

  @BeforeEach
  void start() throws IOException {
    shell = new UserShell(directory);
    done(
        shell.zonescaler(
            "start",
            "--nodes",
            "2",
            "--set",
            "world.bounds.x=0..200",
            "--set",
            "world.bounds.y=0..200",
            "--set",
            "world.zones=4"));
  }

  @AfterEach
  void stop() throws IOException {
    shell.zonescaler("stop");
  }

  private static JsonNode done(Answer answer) {
    assertThat(answer.exitCode()).as("%s", answer.json()).isZero();
    return answer.json();
  }

  private static void refused(Answer answer, String why) {
    assertThat(answer.exitCode()).as("%s", answer.json()).isEqualTo(4);
    assertThat(answer.error("what")).contains(why);
    assertThat(answer.error("where")).isNotBlank();
    assertThat(answer.error("remedy")).isNotBlank();
  }

  @Test
  void zonesAndNodesChangeByHandAndPlayersLoseNothing() throws IOException, InterruptedException {
    Running players = shell.begin("bots", "--count", "12", "--seconds", "600");
    await("players").atMost(LIMIT).until(() -> players.told().contains("play for"));

    JsonNode split = done(shell.zonescaler("split", "2", "--axis", "x", "--at", "40"));
    assertThat(split.path("zonesBefore").asInt()).isEqualTo(4);
    assertThat(split.path("zonesAfter").asInt()).isEqualTo(5);
    assertThat(split.path("made")).extracting(JsonNode::asText).containsExactly("5", "6");
    JsonNode merge = done(shell.zonescaler("merge", "5", "6"));
    assertThat(merge.path("zonesAfter").asInt()).isEqualTo(4);
    assertThat(merge.path("tick").asLong()).isGreaterThan(split.path("tick").asLong());

    String owner = owner("7");
    String other = owner.equals("n1") ? "n2" : "n1";
    JsonNode move = done(shell.zonescaler("move", "7", other));
    assertThat(move.path("made")).extracting(JsonNode::asText).containsExactly("8");
    assertThat(owner("8")).isEqualTo(other);
    assertThat(done(shell.zonescaler("what-if")).path("fullestBefore").asDouble()).isPositive();
    done(shell.zonescaler("pin", "8", owner));
    assertThat(owner("9")).isEqualTo(owner);
    assertThat(zone("9").path("pin").asText()).isEqualTo(owner);
    refused(shell.zonescaler("move", "9", other), "is pinned to node " + owner);
    done(shell.zonescaler("unpin", "9"));
    assertThat(zone("9").path("pin").asText()).isEmpty();
    done(shell.zonescaler("balance", "pause"));
    assertThat(world().path("balancing").asBoolean()).isFalse();
    done(shell.zonescaler("balance", "resume"));
    assertThat(world().path("balancing").asBoolean()).isTrue();
    JsonNode decisions = done(shell.zonescaler("decisions")).path("decisions");
    assertThat(decisions)
        .extracting(decision -> decision.path("what").asText())
        .satisfiesExactly(
            what -> assertThat(what).startsWith("split of zone 2 at x = "),
            what -> assertThat(what).isEqualTo("merge of zones 5 and 6"),
            what -> assertThat(what).isEqualTo("move of zone 7 to node " + other),
            what -> assertThat(what).isEqualTo("move of zone 8 to node " + owner));
    assertThat(decisions).allMatch(decision -> !decision.path("automatic").asBoolean());

    JsonNode set = done(shell.zonescaler("set", "current", "-0.25"));
    assertThat(set.at("/variable/value").asDouble()).isEqualTo(-0.25);
    refused(shell.zonescaler("set", "current", "7"), "it is a number from -0.3 to 0.3");
    refused(shell.zonescaler("set", "tide", "1"), "no variable 'tide', there are [current]");

    refused(shell.zonescaler("split", "2"), "no zone 2");
    refused(shell.zonescaler("split", "9", "--axis", "x", "--at", "99"), "must lie in");
    refused(shell.zonescaler("merge", "1", "4"), "cannot merge zones 1 and 4");
    refused(shell.zonescaler("move", "9", "n9"), "'n9' is not there");
    refused(shell.zonescaler("pin", "9", "n9"), "'n9' is not there");
    Running rival = shell.begin("split", "4", "--axis", "y", "--at", "150");
    Answer second = shell.zonescaler("split", "4", "--axis", "x", "--at", "150");
    Answer first = rival.awaitEnd();
    assertThat(List.of(first.exitCode(), second.exitCode()))
        .as("%s and %s", first.json(), second.json())
        .containsExactlyInAnyOrder(0, 4);
    done(shell.zonescaler("pause"));
    refused(shell.zonescaler("split", "9"), "paused");
    JsonNode later = done(shell.zonescaler("set", "current", "0.125")).path("variable");
    assertThat(later.path("value").asDouble()).isEqualTo(-0.25);
    assertThat(later.path("next").asDouble()).isEqualTo(0.125);
    done(shell.zonescaler("resume"));

    done(shell.zonescaler("drain", "n2"));
    assertThat(owner("9")).isEqualTo("n1");
    refused(shell.zonescaler("drain", "n1"), "is the last one");

    JsonNode played = done(players.interrupt());
    assertThat(played.path("commandsAcked").asLong()).isGreaterThan(500);
    assertThat(played.path("commandsLost").asLong()).isZero();
    assertThat(played.path("commandsDoubled").asLong()).isZero();
    JsonNode audit = done(shell.zonescaler("audit", "--reexecute"));
    assertThat(audit.path("ok").asBoolean()).isTrue();
    assertThat(audit.path("reexecuted").path("equal").asBoolean()).as("%s", audit).isTrue();
  }

  private JsonNode world() throws IOException {
    return done(shell.zonescaler("status")).path("world");
  }

  private String owner(String id) throws IOException {
    return zone(id).path("owner").asText();
  }

  private JsonNode zone(String id) throws IOException {
    for (JsonNode zone : done(shell.zonescaler("zones")).path("zones")) {
      if (zone.path("id").asText().equals(id)) {
        return zone;
      }
    }
    return MissingNode.getInstance();
  }
}
