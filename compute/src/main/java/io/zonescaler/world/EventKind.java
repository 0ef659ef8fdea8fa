package io.zonescaler.world;

import java.util.List;

/**
 * A kind of one-shot event for clients (a hit, an explosion): up to {@value
 * MessageKind#MAX_ARGUMENTS} named 64-bit arguments.
 */
public final class EventKind {
  private final String name;
  private final List<String> arguments;
  private int index = -1;

  private EventKind(String name, List<String> arguments) {
    this.name = name;
    this.arguments = arguments;
  }

  /**
   * Declares a kind of event.
   *
   * @throws IllegalArgumentException for more than {@value MessageKind#MAX_ARGUMENTS} arguments
   */
  public static EventKind of(String name, String... arguments) {
    if (arguments.length > MessageKind.MAX_ARGUMENTS) {
      throw new IllegalArgumentException(
          "event '"
              + name
              + "' has "
              + arguments.length
              + " arguments, at most "
              + MessageKind.MAX_ARGUMENTS
              + " are possible");
    }
    return new EventKind(name, List.of(arguments));
  }

  void seal(int newIndex) {
    if (index >= 0 && index != newIndex) {
      throw new IllegalStateException(
          "event '" + name + "' is used by two schemas at different places");
    }
    index = newIndex;
  }

  /** Name, unique in a schema. */
  public String name() {
    return name;
  }

  /** Names of the arguments. */
  public List<String> arguments() {
    return arguments;
  }

  /** Place in the schema; -1 before the kind is part of one. */
  public int index() {
    return index;
  }

  @Override
  public String toString() {
    return name;
  }
}
