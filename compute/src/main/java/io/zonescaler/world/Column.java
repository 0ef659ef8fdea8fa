package io.zonescaler.world;

import org.jspecify.annotations.Nullable;

/**
 * One typed column of an entity kind. Every value is stored as raw bits in a primitive lane, so
 * owner, backup, ghost and client see the same bits.
 */
public final class Column {
  /** How the values of a column are stored. */
  public enum Type {
    /** A real number stored as a 32-bit count of the column's quantum. */
    FIXED,
    /** A 32-bit integer. */
    I32,
    /** A 64-bit integer. */
    I64,
    /** An IEEE single, compared and hashed by its raw bits. */
    F32,
    /** An IEEE double, compared and hashed by its raw bits. */
    F64,
    /** A byte string of at most {@link Column#maxBytes()} bytes. */
    BYTES
  }

  /** Which players' clients receive the values of a column, from most to fewest. */
  public enum Visibility {
    /** Everyone who sees the entity. */
    ALL,
    /** Its owner, and those whose avatar is of the same team. */
    TEAM,
    /** Its owner: the player whose avatar it is, or whose avatar its owner column names. */
    OWNER,
    /** Nobody. */
    NOBODY
  }

  /** The primitive array type in which a column's values lie. */
  public enum Storage {
    /** {@code int[]}. */
    INT,
    /** {@code long[]}. */
    LONG,
    /** {@code byte[][]}. */
    BYTES
  }

  private final Kind kind;
  private final String name;
  private final Type type;
  private final double quantum;
  private final int maxBytes;
  private final int lane;
  private final boolean reserved;
  private Visibility visibility = Visibility.ALL;
  private @Nullable Quantity conserved;

  Column(Kind kind, String name, Type type, double quantum, int maxBytes, int lane) {
    this.kind = kind;
    this.name = name;
    this.type = type;
    this.quantum = quantum;
    this.maxBytes = maxBytes;
    this.lane = lane;
    reserved = name.charAt(0) == '$';
  }

  /** Keeps this column from clients; it stays part of the state. */
  public Column hidden() {
    return seenBy(Visibility.NOBODY);
  }

  /** Shows this column to the entity's owner only: others see 0, or nothing. */
  public Column forOwner() {
    return seenBy(Visibility.OWNER);
  }

  /**
   * Shows this column to the entity's owner and to players of its team: others see 0, or nothing.
   */
  public Column forTeam() {
    return seenBy(Visibility.TEAM);
  }

  private Column seenBy(Visibility wanted) {
    kind.requireOpen();
    visibility = wanted;
    return this;
  }

  /**
   * Declares that this column has the id of the avatar that the entity belongs to, or 0.
   *
   * @throws IllegalArgumentException unless it is an i64 column, and the only one
   */
  public Column ofOwner() {
    kind.ownedBy(this);
    return this;
  }

  /**
   * Declares that this column has the number of the team that the entity belongs to, or 0.
   *
   * @throws IllegalArgumentException unless it is an integer column, and the only one
   */
  public Column ofTeam() {
    kind.inTeam(this);
    return this;
  }

  /**
   * Declares that this column holds an amount of {@code quantity}.
   *
   * @throws IllegalArgumentException unless the column is of an integer type
   */
  public Column conserved(Quantity quantity) {
    kind.requireOpen();
    if (type != Type.I32 && type != Type.I64) {
      throw new IllegalArgumentException(
          this
              + ": only i32 and i64 columns can be conserved, this one is "
              + type
              + "; store the amount as an integer");
    }
    conserved = quantity;
    return this;
  }

  /** The kind that this column belongs to. */
  public Kind kind() {
    return kind;
  }

  /** Name, unique in its kind. */
  public String name() {
    return name;
  }

  /** Value type. */
  public Type type() {
    return type;
  }

  /** Whether the type is {@link Type#FIXED}. */
  public boolean isFixed() {
    return type == Type.FIXED;
  }

  /** Whether the framework writes this column, and kernels cannot. */
  public boolean isReserved() {
    return reserved;
  }

  /**
   * Size of one step of a {@link Type#FIXED} column, in the game's unit; 1 for every other type.
   */
  public double quantum() {
    return quantum;
  }

  /** Longest value of a {@link Type#BYTES} column; 0 for every other type. */
  public int maxBytes() {
    return maxBytes;
  }

  /** Index among the kind's lanes of the same {@link #storage()}. */
  public int lane() {
    return lane;
  }

  /** Whether any clients receive this column. */
  public boolean visible() {
    return visibility != Visibility.NOBODY;
  }

  /** Which clients receive this column. */
  public Visibility visibility() {
    return visibility;
  }

  /** The quantity of which this column holds an amount, or null. */
  public @Nullable Quantity conserved() {
    return conserved;
  }

  /** Array type of the values. */
  public Storage storage() {
    return switch (type) {
      case FIXED, I32, F32 -> Storage.INT;
      case I64, F64 -> Storage.LONG;
      case BYTES -> Storage.BYTES;
    };
  }

  @Override
  public String toString() {
    return kind.name() + "." + name;
  }
}
