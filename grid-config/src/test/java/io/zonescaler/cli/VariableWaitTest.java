package io.zonescaler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zonescaler.cli.VariableWait.Outcome;
import org.junit.jupiter.api.Test;

/** What becomes of a value of a world variable when others set it too, or nodes die. */
class VariableWaitTest {
  private static final int RATE = 20;

  private final VariableWait wait = new VariableWait("wind", "0.2", status(100, "0.0", null, -1));

  private static JsonNode status(long tick, String value, String next, long nextTick) {
    ObjectNode status = Json.object();
    status.putObject("world").put("tick", tick).put("tickRate", RATE).put("state", "running");
    status
        .putArray("variables")
        .addObject()
        .put("name", "wind")
        .put("value", value)
        .put("next", next)
        .put("nextTick", nextTick);
    return status;
  }

  @Test
  void comesIntoForceAtItsTick() {
    assertThat(wait.look(status(101, "0.0", null, -1))).isEqualTo(Outcome.UNKNOWN);
    assertThat(wait.look(status(102, "0.0", "0.2", 250))).isEqualTo(Outcome.DECIDED);
    assertThat(wait.look(status(103, "0.0", null, -1)))
        .as("from a node that does not know yet")
        .isEqualTo(Outcome.UNKNOWN);
    assertThat(wait.look(status(249, "0.0", "0.2", 250))).isEqualTo(Outcome.DECIDED);
    assertThat(wait.look(status(251, "0.2", null, -1))).isEqualTo(Outcome.IN_FORCE);
  }

  @Test
  void isInForceThoughTheNextValueIsDecidedAlready() {
    assertThat(wait.look(status(102, "0.0", "0.2", 250))).isEqualTo(Outcome.DECIDED);
    assertThat(wait.look(status(251, "0.2", "0.3", 350))).isEqualTo(Outcome.IN_FORCE);
  }

  @Test
  void waitsForWhatWasDecidedBefore() {
    assertThat(wait.look(status(102, "0.0", "0.1", 250))).isEqualTo(Outcome.UNKNOWN);
    assertThat(wait.look(status(251, "0.1", "0.2", 350))).isEqualTo(Outcome.DECIDED);
    assertThat(wait.look(status(351, "0.2", null, -1))).isEqualTo(Outcome.IN_FORCE);
  }

  @Test
  void isReplacedByAnotherValueOfTheSameTick() {
    assertThat(wait.look(status(102, "0.0", "0.2", 250))).isEqualTo(Outcome.DECIDED);
    assertThat(wait.look(status(103, "0.0", "0.1", 250))).isEqualTo(Outcome.REPLACED);
  }

  @Test
  void isReplacedIfAnotherValueIsThereAfterItsTick() {
    assertThat(wait.look(status(102, "0.0", "0.2", 250))).isEqualTo(Outcome.DECIDED);
    assertThat(wait.look(status(251, "0.1", null, -1))).isEqualTo(Outcome.REPLACED);
  }

  @Test
  void isLostIfNothingIsSeenOfItForLong() {
    assertThat(wait.look(status(100 + 20 * RATE, "0.0", null, -1))).isEqualTo(Outcome.UNKNOWN);
    assertThat(wait.look(status(101 + 20 * RATE, "0.0", null, -1))).isEqualTo(Outcome.LOST);
  }
}
