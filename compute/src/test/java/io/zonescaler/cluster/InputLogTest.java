package io.zonescaler.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonescaler.state.InputOutcome;
import io.zonescaler.state.PlayerInput;
import io.zonescaler.state.Totals;
import io.zonescaler.state.VariableValues;
import io.zonescaler.state.ZoneState;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class InputLogTest {
  private final InputLog log = new InputLog(100_000);

  private void released(long zone, long tick, int inputs, int payloadBytes) {
    released(zone, tick, inputs, payloadBytes, tick == 0 ? 0 : 77);
  }

  private void released(long zone, long tick, int inputs, int payloadBytes, long previous) {
    PlayerInput input =
        new PlayerInput(1, PlayerInput.Type.COMMAND, 1, tick, new byte[payloadBytes]);
    List<InputOutcome> outcomes = Collections.nCopies(inputs, new InputOutcome(input, null));
    log.released(
        new ZoneState(
            zone,
            tick,
            1,
            List.of(),
            List.of(),
            List.of(),
            outcomes,
            VariableValues.NONE,
            null,
            new Totals(0),
            previous,
            1),
        new byte[0],
        true);
  }

  @Test
  void keepsWhatItHasRoomForByBytes() {
    for (long tick = 0; tick < 1000; tick++) {
      released(1, tick, 2, 1000);
    }
    assertThat(log.completeFrom()).isBetween(940L, 970L);
    assertThat(log.entries(0, 2000, 10_000)).hasSize((int) (1000 - log.completeFrom()));
  }

  @Test
  void isIncompleteWhereAnotherNodeMadeTheTicks() {
    released(1, 0, 0, 0);
    released(1, 1, 0, 0);
    assertThat(log.completeFrom()).isZero();
    released(2, 70, 1, 5);
    assertThat(log.completeFrom()).isEqualTo(70);
    released(1, 90, 0, 0);
    assertThat(log.completeFrom()).isEqualTo(90);
  }

  @Test
  void isCompleteWhereAZoneBeginsThatASplitMakes() {
    released(1, 0, 0, 0);
    released(5, 300, 1, 5, 0);
    released(5, 301, 1, 5);
    assertThat(log.completeFrom()).isZero();
  }

  @Test
  void givesWholeTicksInPages() {
    for (long tick = 0; tick < 10; tick++) {
      released(1, tick, 1, 5);
      released(2, tick, 1, 5);
    }
    List<InputLog.Entry> page = log.entries(1, 8, 3);
    assertThat(page).hasSize(4);
    assertThat(page.get(3).tick()).isEqualTo(2);
    assertThat(log.entries(3, 8, 100)).hasSize(12);
  }
}
