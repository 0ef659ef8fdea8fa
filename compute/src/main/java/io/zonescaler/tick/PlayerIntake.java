package io.zonescaler.tick;

import io.zonescaler.game.Draft;
import io.zonescaler.game.Failure;
import io.zonescaler.game.RemoteGame;
import io.zonescaler.game.World;
import io.zonescaler.state.EntityTable;
import io.zonescaler.state.Ids;
import io.zonescaler.state.InputOutcome;
import io.zonescaler.state.PlayerInput;
import io.zonescaler.world.Box;
import io.zonescaler.world.Column;
import io.zonescaler.world.Kind;
import io.zonescaler.world.Quantity;
import io.zonescaler.world.Space;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Decides which of the players' inputs a tick takes in, and what they do to homes and avatars
 * (docs/tick.md, 2). An input that is not accepted leaves no trace; a gateway sends it again.
 */
final class PlayerIntake {
  /** An accepted input. */
  static final class Accepted {
    final PlayerInput input;
    @Nullable String refusal;

    Accepted(PlayerInput input) {
      this.input = input;
    }
  }

  private static final int LONGEST_REFUSAL = 200;

  private final World world;
  private final Space space;
  private final List<Accepted> accepted = new ArrayList<>();
  private final Map<Integer, List<Accepted>> commandsByAvatar = new HashMap<>();
  private final Set<Long> joined = new HashSet<>();
  private Map<Long, Consumer<Draft>> greetings = Map.of();
  private final Set<Integer> leaving = new HashSet<>();
  private final Set<Integer> resumed = new HashSet<>();

  PlayerIntake(World world) {
    this.world = world;
    space = world.space();
  }

  /** Takes in the inputs; new homes and avatars go to {@code effects}. */
  void take(
      List<PlayerInput> inputs, Box box, List<Box> idleBoxes, ZoneTick zone, EffectBuffer effects) {
    accepted.clear();
    commandsByAvatar.clear();
    joined.clear();
    leaving.clear();
    resumed.clear();
    Kind avatar = world.schema().avatar();
    if (inputs.isEmpty() || avatar == null) {
      return;
    }
    KindTick live = zone.kind(avatar.index());
    KindTick parked = zone.kind(avatarTwin().index());
    Kind carriedKind = world.schema().carried(avatar);
    KindTick carried = carriedKind == null ? null : zone.kind(carriedKind.index());
    Map<Long, Integer> liveOf = ordinals(live);
    Map<Long, Integer> parkedOf = ordinals(parked);
    Map<Long, Integer> carriedOf = carried == null ? Map.of() : ordinals(carried);
    List<PlayerInput> ordered = new ArrayList<>(inputs);
    ordered.sort(PlayerInput.ORDER);
    greetings = Map.of();
    if (world.game() instanceof RemoteGame remote) {
      List<Long> newcomers =
          ordered.stream()
              .filter(input -> input.type() == PlayerInput.Type.JOIN)
              .filter(input -> isNew(input.player(), box, idleBoxes, zone))
              .map(PlayerInput::player)
              .distinct()
              .toList();
      greetings = newcomers.isEmpty() ? Map.of() : remote.joined(newcomers);
    }
    for (PlayerInput input : ordered) {
      long id = Ids.avatar(input.player());
      Integer away = carriedOf.get(id);
      KindTick active = away == null || carried == null ? live : carried;
      Integer ordinal = away == null ? liveOf.get(id) : away;
      boolean taken =
          switch (input.type()) {
            case JOIN -> join(input, box, idleBoxes, zone, effects);
            case RESUME -> resume(input, active, ordinal, parked, parkedOf.get(id));
            case COMMAND -> command(input, active, ordinal);
            case LEAVE -> leave(input, active, ordinal);
            case QUARANTINE, RELEASE, SET -> false;
          };
      if (taken) {
        Accepted a = new Accepted(input);
        accepted.add(a);
        if (input.type() == PlayerInput.Type.COMMAND && away != null) {
          a.refusal = Failure.CARRIED;
        } else if (input.type() == PlayerInput.Type.COMMAND && ordinal != null) {
          commandsByAvatar.computeIfAbsent(ordinal, o -> new ArrayList<>()).add(a);
        }
      }
    }
  }

  private Kind avatarTwin() {
    Kind twin = world.schema().parked();
    if (twin == null) {
      throw new IllegalStateException("a schema with avatars has parked ones");
    }
    return twin;
  }

  private Kind homeKind() {
    Kind home = world.schema().home();
    if (home == null) {
      throw new IllegalStateException("a schema with avatars has homes");
    }
    return home;
  }

  /** Own entities that are not idle, by id. */
  private static Map<Long, Integer> ordinals(KindTick kind) {
    Map<Long, Integer> byId = new HashMap<>();
    for (int i = 0; i < kind.view.ownCount; i++) {
      if (!kind.idle(i)) {
        byId.put(kind.next.id[i], i);
      }
    }
    return byId;
  }

  /** Whether a player has its home here, and has never had it. */
  private boolean isNew(long player, Box box, List<Box> idleBoxes, ZoneTick zone) {
    int x = Ids.homePlace(space, player, 0);
    int y = Ids.homePlace(space, player, 1);
    int z = homeZ(player);
    return box.contains(x, y, z)
        && !KindTick.contains(idleBoxes, x, y, z)
        && zone.kind(homeKind().index()).view.find(Ids.home(player), x, y, z, 0) < 0;
  }

  private int homeZ(long player) {
    return space.dimensions() == 3 ? Ids.homePlace(space, player, 2) : 0;
  }

  private boolean join(
      PlayerInput input, Box box, List<Box> idleBoxes, ZoneTick zone, EffectBuffer effects) {
    long player = input.player();
    if (!isNew(player, box, idleBoxes, zone) || !joined.add(player)) {
      return false;
    }
    int x = Ids.homePlace(space, player, 0);
    int y = Ids.homePlace(space, player, 1);
    int z = homeZ(player);
    Kind home = homeKind();
    effects.begin(Ids.home(player), x, y, z);
    effects.add(home, Ids.home(player), x, y, z);
    setLast(effects, home.playerColumn(), player);
    newAvatar(input, effects, x, y, z, true);
    return true;
  }

  private void newAvatar(
      PlayerInput input, EffectBuffer effects, int x, int y, int z, boolean askGame) {
    Kind avatar = zoneAvatar();
    int rows = effects.children[avatar.index()].size;
    long violations = effects.violations;
    Draft draft = effects.add(avatar, Ids.avatar(input.player()), x, y, z);
    setLast(effects, avatar.playerColumn(), input.player());
    setLast(effects, avatar.epochColumn(), input.epoch());
    if (askGame) {
      try {
        Consumer<Draft> greeting = greetings.get(input.player());
        if (greeting == null) {
          world.game().joined(input.player(), draft);
        } else {
          greeting.accept(draft);
        }
      } catch (RuntimeException failure) {
        effects.children[avatar.index()].size = rows;
        effects.violations = violations;
        effects.failures++;
        newAvatar(input, effects, x, y, z, false);
        return;
      }
      addSources(effects, avatar);
    }
  }

  /** What the game gives a new avatar of conserved quantities comes from nowhere. */
  private static void addSources(EffectBuffer effects, Kind avatar) {
    EntityTable made = effects.children[avatar.index()];
    for (Column column : avatar.columns()) {
      Quantity quantity = column.conserved();
      if (quantity != null) {
        effects.source(quantity, made.integer(column, made.size - 1));
      }
    }
  }

  /** Sets a column of the framework's own of the entity made last. */
  private static void setLast(EffectBuffer effects, Column column, long value) {
    EntityTable made = effects.children[column.kind().index()];
    made.setInteger(column, made.size - 1, value);
  }

  private Kind zoneAvatar() {
    Kind avatar = world.schema().avatar();
    if (avatar == null) {
      throw new IllegalStateException("no avatars in this game");
    }
    return avatar;
  }

  private boolean resume(
      PlayerInput input,
      KindTick active,
      @Nullable Integer activeAt,
      KindTick parked,
      @Nullable Integer parkedAt) {
    KindTick kind = activeAt != null ? active : parked;
    Integer at = activeAt != null ? activeAt : parkedAt;
    if (at == null) {
      return false;
    }
    long[] epoch = kind.next.longs[kind.kind.epochColumn().lane()];
    if (input.epoch() <= epoch[at]) {
      return false;
    }
    epoch[at] = input.epoch();
    if (kind == parked) {
      resumed.add(at);
    } else if (kind.kind.role() == Kind.Role.CARRIED) {
      kind.next.setInteger(kind.kind.leavesColumn(), at, 0);
    } else {
      leaving.remove(at);
    }
    return true;
  }

  private static boolean command(PlayerInput input, KindTick active, @Nullable Integer at) {
    if (at == null || !isOf(input, active, at)) {
      return false;
    }
    long[] last = active.next.longs[active.kind.lastCommandColumn().lane()];
    if (input.number() != last[at] + 1) {
      return false;
    }
    last[at] = input.number();
    return true;
  }

  private boolean leave(PlayerInput input, KindTick active, @Nullable Integer at) {
    if (at == null || !isOf(input, active, at)) {
      return false;
    }
    if (active.kind.role() != Kind.Role.CARRIED) {
      return leaving.add(at);
    }
    boolean stayed = active.next.integer(active.kind.leavesColumn(), at) == 0;
    active.next.setInteger(active.kind.leavesColumn(), at, 1);
    return stayed;
  }

  /** Whether an input is of the session that has the avatar. */
  private static boolean isOf(PlayerInput input, KindTick active, int at) {
    return active.next.longs[active.kind.epochColumn().lane()][at] == input.epoch();
  }

  List<Accepted> commands(int avatarOrdinal) {
    return commandsByAvatar.isEmpty()
        ? List.of()
        : commandsByAvatar.getOrDefault(avatarOrdinal, List.of());
  }

  /** Ordinals of live avatars that are to be written as parked. */
  Set<Integer> leaving() {
    return leaving;
  }

  /** Ordinals of parked avatars that are to be written as live. */
  Set<Integer> resumed() {
    return resumed;
  }

  List<InputOutcome> outcomes() {
    List<InputOutcome> out = new ArrayList<>(accepted.size());
    for (Accepted a : accepted) {
      String why = a.refusal;
      out.add(
          new InputOutcome(
              a.input,
              why == null || why.length() <= LONGEST_REFUSAL
                  ? why
                  : why.substring(0, LONGEST_REFUSAL)));
    }
    return out;
  }
}
