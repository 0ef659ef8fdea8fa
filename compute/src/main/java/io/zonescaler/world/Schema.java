package io.zonescaler.world;

import io.zonescaler.math.StableHash;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything a game declares about its data: entity kinds, message kinds, event kinds, conserved
 * quantities and world variables. Immutable; all nodes of a world must have the same {@link
 * #checksum()}.
 */
public final class Schema {
  private final List<Kind> kinds;
  private final List<MessageKind> messages;
  private final List<EventKind> events;
  private final List<Quantity> quantities;
  private final List<WorldVariable> variables;
  private final int gameKinds;
  private final @Nullable Kind avatar;
  private final @Nullable Kind parked;
  private final @Nullable Kind home;
  private final List<Kind> avatars;

  /** By the kind's index; null for one that does not teleport. */
  private final List<@Nullable Kind> carried = new ArrayList<>();

  private final Kind quarantine = Kind.quarantine();
  private final long checksum;

  private Schema(Builder b) {
    List<Kind> declared = b.kinds;
    List<Kind> all = new ArrayList<>(declared);
    List<Kind> live = declared.stream().filter(k -> k.role() == Kind.Role.AVATAR).toList();
    if (live.size() > 1) {
      throw new IllegalArgumentException(
          "a game has at most one kind of avatar, this one declares " + live);
    }
    avatar = live.isEmpty() ? null : live.get(0);
    parked = avatar == null ? null : Kind.parkedTwin(avatar);
    home = avatar == null ? null : Kind.home();
    if (parked != null && home != null) {
      all.add(parked);
      all.add(home);
    }
    for (Kind kind : declared) {
      Kind twin = kind.mayTeleport() ? Kind.carriedTwin(kind) : null;
      carried.add(twin);
      if (twin != null) {
        all.add(twin);
      }
    }
    all.add(quarantine);
    gameKinds = declared.size();
    kinds = List.copyOf(all);
    avatars =
        avatar == null
            ? List.of()
            : Stream.of(avatar, parked, carried.get(declared.indexOf(avatar)))
                .filter(Objects::nonNull)
                .toList();
    messages = List.copyOf(b.messages);
    events = List.copyOf(b.events);
    variables = List.copyOf(b.variables);
    for (int i = 0; i < kinds.size(); i++) {
      kinds.get(i).seal(i);
    }
    for (int i = 0; i < messages.size(); i++) {
      messages.get(i).seal(i);
    }
    for (int i = 0; i < events.size(); i++) {
      events.get(i).seal(i);
    }
    for (int i = 0; i < variables.size(); i++) {
      variables.get(i).seal(i);
    }
    requireDistinct("kind", kinds.stream().map(Kind::name).toList());
    requireDistinct("message", messages.stream().map(MessageKind::name).toList());
    requireDistinct("event", events.stream().map(EventKind::name).toList());
    requireDistinct("variable", variables.stream().map(WorldVariable::name).toList());
    quantities = List.copyOf(collectQuantities());
    checksum = computeChecksum();
  }

  /** Begins a schema with the given kinds. */
  public static Builder of(Kind... kinds) {
    return new Builder(List.of(kinds));
  }

  /** Collects the declarations of one schema. */
  public static final class Builder {
    private final List<Kind> kinds;
    private List<MessageKind> messages = List.of();
    private List<EventKind> events = List.of();
    private List<WorldVariable> variables = List.of();

    private Builder(List<Kind> kinds) {
      this.kinds = kinds;
    }

    /** Declares the kinds of messages that entities may send. */
    public Builder messages(MessageKind... declared) {
      messages = List.of(declared);
      return this;
    }

    /** Declares the kinds of events that entities may emit. */
    public Builder events(EventKind... declared) {
      events = List.of(declared);
      return this;
    }

    /** Declares the values that every kernel may read. */
    public Builder variables(WorldVariable... declared) {
      variables = List.of(declared);
      return this;
    }

    /**
     * Ends the declaration; the kinds are immutable from here on.
     *
     * @throws IllegalArgumentException for names used twice or more than one kind of avatar
     */
    public Schema build() {
      return new Schema(this);
    }
  }

  private static void requireDistinct(String what, List<String> names) {
    Set<String> seen = new LinkedHashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        throw new IllegalArgumentException(
            what + " '" + name + "' is declared twice in one schema");
      }
    }
  }

  private Set<Quantity> collectQuantities() {
    Set<Quantity> found = new LinkedHashSet<>();
    for (Kind kind : kinds) {
      for (Column column : kind.columns()) {
        Quantity q = column.conserved();
        if (q != null) {
          found.add(q);
        }
      }
    }
    for (MessageKind message : messages) {
      for (int i = 0; i < message.arguments().size(); i++) {
        Quantity q = message.conserved(i);
        if (q != null) {
          found.add(q);
        }
      }
    }
    return found;
  }

  private long computeChecksum() {
    StringBuilder text = new StringBuilder();
    for (Kind kind : kinds) {
      text.append("kind ").append(kind.name()).append(' ').append(kind.role()).append('\n');
      for (Column c : kind.columns()) {
        text.append(' ')
            .append(c.name())
            .append(' ')
            .append(c.type())
            .append(' ')
            .append(Double.doubleToLongBits(c.quantum()))
            .append(' ')
            .append(c.maxBytes())
            .append(' ')
            .append(seen(c))
            .append(' ')
            .append(c.conserved())
            .append('\n');
      }
    }
    for (MessageKind m : messages) {
      text.append("message ").append(m.name()).append(m.arguments());
      for (int i = 0; i < m.arguments().size(); i++) {
        text.append(m.conserved(i));
      }
      text.append('\n');
    }
    for (EventKind e : events) {
      text.append("event ").append(e.name()).append(e.arguments()).append('\n');
    }
    for (WorldVariable v : variables) {
      text.append("variable ").append(v.declaration()).append('\n');
    }
    long h = 0;
    for (int i = 0; i < text.length(); i++) {
      h = StableHash.hash(h, text.charAt(i));
    }
    return h;
  }

  /** As it was written when there were no others. */
  private static String seen(Column column) {
    String mark =
        (column == column.kind().ownerColumn() ? " owner" : "")
            + (column == column.kind().teamColumn() ? " team" : "");
    return switch (column.visibility()) {
      case ALL -> "true" + mark;
      case NOBODY -> "false" + mark;
      case TEAM, OWNER -> column.visibility() + mark;
    };
  }

  /** Whether some players see columns of an entity that others who see it do not. */
  public boolean isSeenUnevenly() {
    return kinds.stream()
        .flatMap(kind -> kind.columns().stream())
        .map(Column::visibility)
        .anyMatch(v -> v == Column.Visibility.TEAM || v == Column.Visibility.OWNER);
  }

  /** All kinds, the framework's own last. */
  public List<Kind> kinds() {
    return kinds;
  }

  /** Number of kinds that the game declared; these come first. */
  public int gameKinds() {
    return gameKinds;
  }

  /** Kinds of messages. */
  public List<MessageKind> messages() {
    return messages;
  }

  /** Kinds of events. */
  public List<EventKind> events() {
    return events;
  }

  /** Conserved quantities, in order of declaration. */
  public List<Quantity> quantities() {
    return quantities;
  }

  /** World variables, in order of declaration. */
  public List<WorldVariable> variables() {
    return variables;
  }

  /** Whether a world variable is one of this schema's. */
  public boolean has(WorldVariable variable) {
    int at = variable.index();
    return at >= 0 && at < variables.size() && variables.get(at) == variable;
  }

  /**
   * The world variable of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public WorldVariable variable(String name) {
    return variables.stream()
        .filter(v -> v.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    variables.isEmpty()
                        ? "no variable '" + name + "': this game declares none"
                        : "no variable '" + name + "', there are " + variables));
  }

  /** Kind of the players' avatars, or null for a game without players. */
  public @Nullable Kind avatar() {
    return avatar;
  }

  /** Kinds of which an avatar may be: live, parked or carried; none for a game without players. */
  public List<Kind> avatars() {
    return avatars;
  }

  /** Kind of parked avatars, or null for a game without players. */
  public @Nullable Kind parked() {
    return parked;
  }

  /** Kind of what a teleport carries of a kind, or null if it does not teleport. */
  public @Nullable Kind carried(Kind kind) {
    return kind.index() < gameKinds ? carried.get(kind.index()) : null;
  }

  /** Kind of the players' homes, or null for a game without players. */
  public @Nullable Kind home() {
    return home;
  }

  /** Kind of the markers of entities in quarantine. */
  public Kind quarantine() {
    return quarantine;
  }

  /** Hash of all declarations: equal on all nodes of a world. */
  public long checksum() {
    return checksum;
  }

  /**
   * The kind of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Kind kind(String name) {
    return kinds.stream()
        .filter(k -> k.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("no kind '" + name + "', there are " + kinds));
  }
}
