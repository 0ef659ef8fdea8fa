package io.zonescaler.oracle;

import io.zonescaler.game.Message;
import io.zonescaler.state.SentMessage;
import io.zonescaler.world.MessageKind;
import io.zonescaler.world.Schema;

/** A message as the game sees it. */
record OracleMessage(Schema schema, SentMessage sent) implements Message {
  @Override
  public MessageKind kind() {
    return schema.messages().get(sent.kind());
  }

  @Override
  public long sender() {
    return sent.sender();
  }

  @Override
  public long argument(int at) {
    return sent.argument(at);
  }
}
