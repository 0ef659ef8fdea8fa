package io.zonescaler.world;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A kind of entity and its columns, declared once as a constant of the game class. Every entity
 * has, besides the declared columns, a 64-bit id and a position in quanta.
 *
 * <p>Columns may be added until the kind becomes part of a {@link Schema}; from then on it is
 * immutable.
 */
public final class Kind {
  /** Most columns a kind may have; the frame codec's column masks rely on it. */
  public static final int MAX_COLUMNS = 48;

  /** End of the name of the kind that keeps avatars while their players are away. */
  public static final String PARKED_SUFFIX = ".parked";

  /** End of the name of the kind that entities are of while they are on a long way. */
  public static final String CARRIED_SUFFIX = ".carried";

  /** What the framework does with entities of a kind. */
  public enum Role {
    /** Ordinary entity. */
    ENTITY,
    /** Avatar of a player. */
    AVATAR,
    /** Avatar of a player who has left: its state is kept, nobody sees it, no kernel runs it. */
    PARKED,
    /** What is on a long way ({@link #teleports()}): nobody sees it, no kernel runs it. */
    CARRIED,
    /** Immobile, invisible: remembers that a player's avatar was made. */
    HOME,
    /** Immobile, invisible: keeps the kernel off an entity at the same place. */
    QUARANTINE
  }

  private final String name;
  private final Role role;
  private final List<Column> columns = new ArrayList<>();
  private int ints;
  private int longs;
  private int byteStrings;
  private int index = -1;
  private @Nullable Column player;
  private @Nullable Column lastCommand;
  private @Nullable Column epoch;
  private @Nullable Column marked;
  private @Nullable Column markedKind;
  private List<Column> destination = List.of();
  private @Nullable Column leaves;
  private boolean teleports;
  private @Nullable Column owner;
  private @Nullable Column team;

  private Kind(String name, Role role) {
    this.name = name;
    this.role = role;
  }

  private static String checked(String name) {
    if (name.endsWith(PARKED_SUFFIX) || name.endsWith(CARRIED_SUFFIX)) {
      throw new IllegalArgumentException(
          "kind name '"
              + name
              + "': what ends in "
              + PARKED_SUFFIX
              + " and "
              + CARRIED_SUFFIX
              + " are the framework's own kinds");
    }
    if (!name.matches("[a-z][a-z0-9_.-]{0,31}")) {
      throw new IllegalArgumentException(
          "kind name '" + name + "': use 1 to 32 of a-z 0-9 _ . - and begin with a letter");
    }
    return name;
  }

  /** A kind of ordinary entities. */
  public static Kind of(String name) {
    return new Kind(checked(name), Role.ENTITY);
  }

  /** The kind of the players' avatars. A schema has at most one. */
  public static Kind avatar(String name) {
    Kind kind = new Kind(checked(name), Role.AVATAR);
    kind.addPlayerColumns();
    return kind;
  }

  static Kind home() {
    Kind kind = new Kind("home", Role.HOME);
    kind.player = kind.i64("$player").hidden();
    return kind;
  }

  static Kind quarantine() {
    Kind kind = new Kind("quarantine", Role.QUARANTINE);
    kind.marked = kind.i64("$entity").hidden();
    kind.markedKind = kind.i32("$kind").hidden();
    return kind;
  }

  /**
   * The kind that keeps avatars of {@code avatar} while their players are away: the same columns.
   */
  static Kind parkedTwin(Kind avatar) {
    return twin(avatar, PARKED_SUFFIX, Role.PARKED);
  }

  /**
   * The kind that entities of {@code kind} are of while they are carried to another place: the same
   * columns, and after them where to and, of an avatar, whether its player has left meanwhile.
   */
  static Kind carriedTwin(Kind kind) {
    Kind twin = twin(kind, CARRIED_SUFFIX, Role.CARRIED);
    twin.destination =
        List.of(twin.i32("$toX").hidden(), twin.i32("$toY").hidden(), twin.i32("$toZ").hidden());
    if (kind.role == Role.AVATAR) {
      twin.leaves = twin.i32("$leaves").hidden();
    }
    return twin;
  }

  private static Kind twin(Kind kind, String suffix, Role role) {
    Kind twin = new Kind(kind.name + suffix, role);
    for (Column c : kind.columns) {
      Column copy = twin.add(c.name(), c.type(), c.quantum(), c.maxBytes());
      Quantity quantity = c.conserved();
      if (quantity != null) {
        copy.conserved(quantity);
      }
      copy.hidden();
    }
    if (kind.role == Role.AVATAR) {
      twin.player = twin.columns.get(0);
      twin.lastCommand = twin.columns.get(1);
      twin.epoch = twin.columns.get(2);
    }
    return twin;
  }

  private void addPlayerColumns() {
    player = i64("$player");
    lastCommand = i64("$command").hidden();
    epoch = i64("$epoch").hidden();
  }

  /**
   * Lets kernels of this kind teleport: {@link io.zonescaler.game.Step#teleport}. Such a kind has
   * room for three columns less, for four if it is the avatars'.
   */
  public Kind teleports() {
    requireOpen();
    teleports = true;
    return this;
  }

  /** Adds a real-valued column stored as a 32-bit multiple of {@code quantum}. */
  public Column fixed(String column, double quantum) {
    if (!(quantum > 0) || Double.isInfinite(quantum)) {
      throw new IllegalArgumentException(
          name + "." + column + ": quantum " + quantum + " must be positive and finite");
    }
    return add(column, Column.Type.FIXED, quantum, 0);
  }

  /** Adds a 32-bit integer column. */
  public Column i32(String column) {
    return add(column, Column.Type.I32, 1, 0);
  }

  /** Adds a 64-bit integer column. */
  public Column i64(String column) {
    return add(column, Column.Type.I64, 1, 0);
  }

  /** Adds a single-precision column. */
  public Column f32(String column) {
    return add(column, Column.Type.F32, 1, 0);
  }

  /** Adds a double-precision column. */
  public Column f64(String column) {
    return add(column, Column.Type.F64, 1, 0);
  }

  /** Adds a column of byte strings of at most {@code maxBytes} (1 to 255) bytes. */
  public Column bytes(String column, int maxBytes) {
    if (maxBytes < 1 || maxBytes > 255) {
      throw new IllegalArgumentException(
          name + "." + column + ": maxBytes " + maxBytes + " must be 1 to 255");
    }
    return add(column, Column.Type.BYTES, 1, maxBytes);
  }

  private Column add(String column, Column.Type type, double quantum, int maxBytes) {
    requireOpen();
    if (columns.size() >= MAX_COLUMNS) {
      throw new IllegalArgumentException(
          name + "." + column + ": a kind has at most " + MAX_COLUMNS + " columns");
    }
    if (columns.stream().anyMatch(c -> c.name().equals(column))) {
      throw new IllegalArgumentException(name + "." + column + " is declared twice");
    }
    int lane =
        switch (type) {
          case FIXED, I32, F32 -> ints++;
          case I64, F64 -> longs++;
          case BYTES -> byteStrings++;
        };
    Column added = new Column(this, column, type, quantum, maxBytes, lane);
    columns.add(added);
    return added;
  }

  void ownedBy(Column column) {
    requireOpen();
    if (owner != null || column.type() != Column.Type.I64) {
      throw new IllegalArgumentException(
          column + ": a kind has at most one column of its owner, which is i64");
    }
    owner = column;
  }

  void inTeam(Column column) {
    requireOpen();
    if (team != null || (column.type() != Column.Type.I64 && column.type() != Column.Type.I32)) {
      throw new IllegalArgumentException(
          column + ": a kind has at most one column of its team, which is i32 or i64");
    }
    team = column;
  }

  void requireOpen() {
    if (index >= 0) {
      throw new IllegalStateException(
          "kind '" + name + "' is part of a schema already; declare its columns before that");
    }
  }

  void seal(int newIndex) {
    if (index >= 0 && index != newIndex) {
      throw new IllegalStateException(
          "kind '"
              + name
              + "' is used at place "
              + newIndex
              + " of a schema, but at place "
              + index
              + " of another; give each game its own kinds");
    }
    index = newIndex;
  }

  /** Name, unique in a schema. */
  public String name() {
    return name;
  }

  /** What the framework does with this kind. */
  public Role role() {
    return role;
  }

  /** Place in the schema; -1 before the kind is part of one. */
  public int index() {
    return index;
  }

  /** All columns in declaration order, the framework's own (names with {@code $}) included. */
  public List<Column> columns() {
    return Collections.unmodifiableList(columns);
  }

  /** Number of lanes of type {@code int[]}. */
  public int intLanes() {
    return ints;
  }

  /** Number of lanes of type {@code long[]}. */
  public int longLanes() {
    return longs;
  }

  /** Number of lanes of type {@code byte[][]}. */
  public int byteLanes() {
    return byteStrings;
  }

  /** Column with the id of the avatar that an entity belongs to; null if there is none. */
  public @Nullable Column ownerColumn() {
    return owner;
  }

  /** Column with the number of the team that an entity belongs to; null if there is none. */
  public @Nullable Column teamColumn() {
    return team;
  }

  /** Whether kernels of this kind may teleport. */
  public boolean mayTeleport() {
    return teleports;
  }

  /**
   * Columns with the coordinates, in quanta, of where an entity is carried to; only those that are
   * carried have them.
   */
  public List<Column> destinationColumns() {
    return destination;
  }

  /** Column that is 1 once the player of a carried avatar has left; only those have it. */
  public Column leavesColumn() {
    return required(leaves);
  }

  /** Column with the player id; only avatars, whatever becomes of them, and homes have it. */
  public Column playerColumn() {
    return required(player);
  }

  /**
   * Column with the number of the last consumed command; only avatars have it, parked and carried
   * ones too.
   */
  public Column lastCommandColumn() {
    return required(lastCommand);
  }

  /** Column with the session epoch; only avatars have it, parked and carried ones too. */
  public Column epochColumn() {
    return required(epoch);
  }

  /** Column with the id of the entity that is in quarantine; only their markers have it. */
  public Column markedColumn() {
    return required(marked);
  }

  /** Column with the place in the schema of that entity's kind; only markers have it. */
  public Column markedKindColumn() {
    return required(markedKind);
  }

  private Column required(@Nullable Column column) {
    if (column == null) {
      throw new IllegalStateException(
          "kind '" + name + "' of role " + role + " has no such column");
    }
    return column;
  }

  @Override
  public String toString() {
    return name;
  }
}
