package io.zonescaler.world;

import io.zonescaler.math.StableHash;

/**
 * A value that every kernel may read and no kernel changes, such as the weather or the phase of a
 * match: operators and services around the game set it, for the whole world from one tick on. A
 * whole number or a real one, within bounds, so that kernels never meet a value that they were not
 * written for.
 */
public final class WorldVariable {
  /** What a variable holds. */
  public enum Type {
    /** A 64-bit integer. */
    INTEGER,
    /** A 64-bit floating-point number. */
    REAL
  }

  private final String name;
  private final Type type;
  private final long initial;
  private final long least;
  private final long most;
  private int index = -1;

  private WorldVariable(String name, Type type, long initial, long least, long most) {
    this.name = name;
    this.type = type;
    this.initial = initial;
    this.least = least;
    this.most = most;
    if (!name.matches("[A-Za-z0-9_.-]{1,64}")) {
      throw new IllegalArgumentException(
          "the variable name '" + name + "' is not 1 to 64 of letters, digits, _ . -");
    }
    if (!allows(initial)) {
      throw new IllegalArgumentException(refusal(text(initial)));
    }
  }

  /**
   * Declares a whole number.
   *
   * @param name unique in a game: 1 to 64 of letters, digits, _ . -
   * @param initial value in a new world
   * @param least smallest value
   * @param most largest value
   * @throws IllegalArgumentException if the initial value is not within the bounds
   */
  public static WorldVariable integer(String name, long initial, long least, long most) {
    return new WorldVariable(name, Type.INTEGER, initial, least, most);
  }

  /**
   * Declares a real number; parameters as above.
   *
   * @throws IllegalArgumentException if the initial value is not within the bounds
   */
  public static WorldVariable real(String name, double initial, double least, double most) {
    return new WorldVariable(
        name,
        Type.REAL,
        Double.doubleToLongBits(initial),
        Double.doubleToLongBits(least),
        Double.doubleToLongBits(most));
  }

  void seal(int newIndex) {
    if (index >= 0 && index != newIndex) {
      throw new IllegalStateException(
          "variable '" + name + "' is used by two schemas at different places");
    }
    index = newIndex;
  }

  /** Name, unique in a schema. */
  public String name() {
    return name;
  }

  /** What it holds. */
  public Type type() {
    return type;
  }

  /** Place in the schema; -1 before the variable is part of one. */
  public int index() {
    return index;
  }

  /** Value in a new world, as bits. */
  public long initial() {
    return initial;
  }

  /** Whether a value, as bits, is within the bounds. */
  public boolean allows(long bits) {
    if (type == Type.INTEGER) {
      return bits >= least && bits <= most;
    }
    double value = Double.longBitsToDouble(bits);
    return value >= Double.longBitsToDouble(least) && value <= Double.longBitsToDouble(most);
  }

  /** One of the values that it can have, as bits; any hash gives one. */
  public long sample(long hash) {
    if (type == Type.REAL) {
      double low = Double.longBitsToDouble(least);
      double part = StableHash.unit(hash) * (Double.longBitsToDouble(most) - low);
      long bits = Double.doubleToLongBits(low + part);
      return allows(bits) ? bits : initial;
    }
    long values = most - least + 1;
    return values <= 0
        ? (allows(hash) ? hash : initial)
        : least + Long.remainderUnsigned(hash, values);
  }

  /** A value as the number that it is: a {@link Long} or a {@link Double}. */
  public Number number(long bits) {
    return type == Type.INTEGER ? (Number) bits : (Number) Double.longBitsToDouble(bits);
  }

  /** A value as people write it. */
  public String text(long bits) {
    return number(bits).toString();
  }

  /**
   * The bits of a value: of a whole number itself, of a real number those of {@link
   * Double#doubleToLongBits(double)}.
   *
   * @throws IllegalArgumentException if it is not within the bounds, or no whole number and has to
   *     be one
   */
  public long bits(Number value) {
    // Adding zero makes -0.0 the same as 0.0: equal values have equal bits.
    long bits =
        type == Type.INTEGER
            ? value.longValue()
            : Double.doubleToLongBits(value.doubleValue() + 0.0);
    boolean whole = value instanceof Long || value instanceof Integer;
    if (!allows(bits) || (type == Type.INTEGER && !whole)) {
      throw new IllegalArgumentException(refusal(value.toString()));
    }
    return bits;
  }

  /**
   * A value that a person has written.
   *
   * @throws IllegalArgumentException if it is no such number or not within the bounds
   */
  public Number parse(String text) {
    try {
      String written = text.strip();
      return type == Type.INTEGER
          ? number(bits(Long.parseLong(written)))
          : number(bits(Double.parseDouble(written)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(refusal(text), e);
    }
  }

  private String refusal(String value) {
    return "variable '"
        + name
        + "' cannot be "
        + value
        + ": it is "
        + (type == Type.INTEGER ? "a whole number" : "a number")
        + " from "
        + text(least)
        + " to "
        + text(most);
  }

  /** All that distinguishes the declaration from another one. */
  String declaration() {
    return name + ' ' + type + ' ' + initial + ' ' + least + ' ' + most;
  }

  @Override
  public String toString() {
    return name;
  }
}
