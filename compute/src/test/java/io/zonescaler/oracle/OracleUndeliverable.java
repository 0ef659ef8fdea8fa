package io.zonescaler.oracle;

import io.zonescaler.game.Message;
import io.zonescaler.game.Undeliverable;
import io.zonescaler.state.Ids;
import io.zonescaler.state.SentMessage;

/** A message without a target, at the target's last position. */
final class OracleUndeliverable extends OracleEffects implements Undeliverable {
  private final SentMessage sent;
  private final int[] place;

  /** The hook's view of {@code sent} at {@code place}, in quanta. */
  OracleUndeliverable(OracleWorld world, SentMessage sent, int[] place) {
    super(
        world,
        Ids.message(sent.sender(), sent.sentTick(), sent.ordinal()),
        place[0],
        place[1],
        place[2]);
    this.sent = sent;
    this.place = place;
  }

  SentMessage sent() {
    return sent;
  }

  @Override
  public Message message() {
    return new OracleMessage(world.schema(), sent);
  }

  @Override
  public long target() {
    return sent.target();
  }

  @Override
  public double position(int axis) {
    return world.space().toUnits(axis, place[axis]);
  }
}
