package io.zonescaler.tick;

import io.zonescaler.game.Message;
import io.zonescaler.state.SentMessage;
import io.zonescaler.world.MessageKind;
import io.zonescaler.world.Schema;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Shows one message after the other to game logic without an object for each. */
final class MessageView implements Message {
  private final Schema schema;
  private @Nullable SentMessage message;

  MessageView(Schema schema) {
    this.schema = schema;
  }

  MessageView of(SentMessage shown) {
    message = shown;
    return this;
  }

  private SentMessage shown() {
    return Objects.requireNonNull(message);
  }

  @Override
  public MessageKind kind() {
    return schema.messages().get(shown().kind());
  }

  @Override
  public long sender() {
    return shown().sender();
  }

  @Override
  public long argument(int at) {
    return shown().argument(at);
  }
}
