package io.zonescaler.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonescaler.client.update.ByteSink;
import io.zonescaler.client.update.ClientView;
import io.zonescaler.client.update.UpdateLayout;
import io.zonescaler.client.update.UpdateLayout.KindLayout;
import java.util.List;
import org.junit.jupiter.api.Test;

class InterpolationTest {
  private static final long ENTITY = 7;
  private static final UpdateLayout LAYOUT =
      new UpdateLayout(2, List.of(new KindLayout("ball", false, List.of())), List.of());

  private final ClientView view = new ClientView(LAYOUT);
  private final Interpolation motion = new Interpolation(2, 50);

  /** The entity is there at a tick. */
  private void at(long tick, int x, int y) {
    ByteSink out = new ByteSink();
    out.varint(1);
    out.varint(0);
    out.varint(1);
    out.varint(0);
    out.fixed64(ENTITY);
    out.varint(0);
    out.varint(x);
    out.varint(y);
    out.varint(0);
    view.apply(UpdateLayout.ENCODING, out.toBytes());
    motion.updated(tick, view);
  }

  @Test
  void goesStraightFromTickToTickAndIsShownLate() {
    for (int tick = 10; tick <= 16; tick++) {
      at(tick, 10 * tick, 5);
    }
    assertThat(motion.place(ENTITY, 16)).containsExactly(140, 5, 0);
    assertThat(motion.place(ENTITY, 16.25)).containsExactly(142.5, 5, 0);
    assertThat(motion.place(ENTITY, 15.5)).containsExactly(135, 5, 0);
    assertThat(motion.place(99, 16)).isNull();
  }

  @Test
  void bridgesATickThatIsMissing() {
    at(10, 100, 0);
    at(13, 130, 30);
    assertThat(motion.place(ENTITY, 13)).containsExactly(110, 10, 0);
  }

  @Test
  void staysWhereItWasLastWhenNothingComes() {
    at(10, 100, 0);
    at(11, 110, 0);
    assertThat(motion.place(ENTITY, 20)).containsExactly(110, 0, 0);
    assertThat(motion.place(ENTITY, 5))
        .as("earlier than all that is known")
        .containsExactly(100, 0, 0);
  }

  @Test
  void jumpsWhereNothingCouldHaveGone() {
    at(10, 100, 0);
    at(11, 400, 0);
    assertThat(motion.place(ENTITY, 12.5)).containsExactly(100, 0, 0);
    assertThat(motion.place(ENTITY, 13)).containsExactly(400, 0, 0);
  }

  @Test
  void whatIsOutOfViewIsForgotten() {
    at(10, 100, 0);
    view.apply(UpdateLayout.ENCODING, new byte[] {1, 0, 0, 0});
    motion.updated(11, view);
    assertThat(motion.place(ENTITY, 12)).isNull();
  }
}
