package io.zonescaler.world;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A kind of message between entities: up to {@value #MAX_ARGUMENTS} named 64-bit arguments. */
public final class MessageKind {
  /** Most arguments of a message or event. */
  public static final int MAX_ARGUMENTS = 4;

  private final String name;
  private final List<String> arguments;
  private final @Nullable Quantity[] conserved;
  private int index = -1;

  private MessageKind(String name, List<String> arguments) {
    this.name = name;
    this.arguments = arguments;
    this.conserved = new Quantity[arguments.size()];
  }

  /**
   * Declares a kind of message.
   *
   * @throws IllegalArgumentException for more than {@value #MAX_ARGUMENTS} arguments
   */
  public static MessageKind of(String name, String... arguments) {
    if (arguments.length > MAX_ARGUMENTS) {
      throw new IllegalArgumentException(
          "message '"
              + name
              + "' has "
              + arguments.length
              + " arguments, at most "
              + MAX_ARGUMENTS
              + " are possible");
    }
    return new MessageKind(name, List.of(arguments));
  }

  /**
   * Declares that {@code argument} carries an amount of {@code quantity} while the message is on
   * its way.
   */
  public MessageKind conserved(String argument, Quantity quantity) {
    int at = arguments.indexOf(argument);
    if (at < 0) {
      throw new IllegalArgumentException(
          "message '" + name + "' has no argument '" + argument + "', only " + arguments);
    }
    conserved[at] = quantity;
    return this;
  }

  void seal(int newIndex) {
    if (index >= 0 && index != newIndex) {
      throw new IllegalStateException(
          "message '" + name + "' is used by two schemas at different places");
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

  /** The quantity that argument {@code at} carries, or null. */
  public @Nullable Quantity conserved(int at) {
    return conserved[at];
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
