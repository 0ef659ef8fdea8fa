package io.zonescaler.game;

import io.zonescaler.world.MessageKind;

/** A message as its receiver sees it. Valid until the next one is asked for. */
public interface Message {
  /** Kind of the message. */
  MessageKind kind();

  /** Id of the entity that sent it, one tick before it arrives. */
  long sender();

  /** Argument {@code at}, 0 for one that was not given. */
  long argument(int at);
}
