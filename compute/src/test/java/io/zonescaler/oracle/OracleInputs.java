package io.zonescaler.oracle;

import io.zonescaler.game.Failure;
import io.zonescaler.state.Ids;
import io.zonescaler.state.PlayerInput;
import io.zonescaler.world.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Step 2 of a tick: which inputs are accepted, and what they make and change. */
final class OracleInputs {
  /** Accepted inputs, in canonical order. */
  final List<OracleCommand> accepted = new ArrayList<>();

  /** Homes and avatars made. */
  final List<OracleEntity> made = new ArrayList<>();

  /** Changed records by avatar id. */
  final SortedMap<Long, OraclePlayer> players = new TreeMap<>();

  long failures;
  long violations;

  /** New avatars as the game has filled them: what they hold comes from nowhere. */
  final List<OracleEntity> equipped = new ArrayList<>();

  private final OracleWorld world;
  private final OracleTick tick;

  OracleInputs(OracleWorld world, OracleTick tick) {
    this.world = world;
    this.tick = tick;
  }

  void take(List<PlayerInput> inputs) {
    Kind avatar = world.schema().avatar();
    Kind parked = world.schema().parked();
    Kind home = world.schema().home();
    if (avatar == null || parked == null || home == null) {
      return;
    }
    List<PlayerInput> ordered = new ArrayList<>(inputs);
    ordered.sort(PlayerInput.ORDER);
    for (PlayerInput input : ordered) {
      OracleCommand command = new OracleCommand(input);
      boolean good =
          switch (input.type()) {
            case JOIN -> join(input, home, avatar);
            case RESUME -> resume(input, avatar, parked);
            case COMMAND -> command(input, command, avatar);
            case LEAVE -> leave(input, avatar);
            case QUARANTINE, RELEASE, SET -> false;
          };
      if (good) {
        accepted.add(command);
      }
    }
  }

  private boolean join(PlayerInput input, Kind homeKind, Kind avatarKind) {
    int x = Ids.homePlace(world.space(), input.player(), 0);
    int y = Ids.homePlace(world.space(), input.player(), 1);
    int z = Ids.homePlace(world.space(), input.player(), 2);
    long homeId = Ids.home(input.player());
    boolean known =
        world.entities().containsKey(homeId) || made.stream().anyMatch(e -> e.id() == homeId);
    if (known || tick.isIdle(x, y, z)) {
      return false;
    }
    OracleEntity home = new OracleEntity(homeId, homeKind, x, y, z);
    home.setOwn("$player", input.player());
    made.add(home);
    made.add(firstAvatar(input, new OracleEntity(Ids.avatar(input.player()), avatarKind, x, y, z)));
    return true;
  }

  /** The new avatar with the columns that the game gives it, or with none if the game fails. */
  private OracleEntity firstAvatar(PlayerInput input, OracleEntity blank) {
    blank.setOwn("$player", input.player());
    blank.setOwn("$epoch", input.epoch());
    OracleEntity filled = blank.copy();
    OracleOutcome outcome = new OracleOutcome();
    try {
      world.game().joined(input.player(), new OracleDraft(filled, outcome));
    } catch (Exception | StackOverflowError e) {
      failures++;
      return blank;
    }
    violations += outcome.violations;
    equipped.add(filled);
    return filled;
  }

  private boolean resume(PlayerInput input, Kind avatarKind, Kind parkedKind) {
    OracleEntity avatar = active(input, avatarKind);
    OracleEntity there = avatar == null ? awake(input, parkedKind) : avatar;
    if (there == null || input.epoch() <= now(there).epoch) {
      return false;
    }
    OraclePlayer player = changed(there);
    player.epoch = input.epoch();
    player.leaving = false;
    return true;
  }

  private boolean command(PlayerInput input, OracleCommand command, Kind avatarKind) {
    OracleEntity avatar = active(input, avatarKind);
    if (avatar == null
        || input.epoch() != now(avatar).epoch
        || input.number() != now(avatar).lastCommand + 1) {
      return false;
    }
    OraclePlayer player = changed(avatar);
    player.lastCommand = input.number();
    if (avatar.isCarried()) {
      command.refuse(Failure.CARRIED);
    } else {
      player.commands.add(command);
    }
    return true;
  }

  private boolean leave(PlayerInput input, Kind avatarKind) {
    OracleEntity avatar = active(input, avatarKind);
    if (avatar == null || now(avatar).leaving || input.epoch() != now(avatar).epoch) {
      return false;
    }
    changed(avatar).leaving = true;
    return true;
  }

  /** The player's avatar, live or carried at T-1, or null if it is neither or idle. */
  private @Nullable OracleEntity active(PlayerInput input, Kind avatarKind) {
    OracleEntity live = awake(input, avatarKind);
    Kind carried = world.schema().carried(avatarKind);
    return live == null && carried != null ? awake(input, carried) : live;
  }

  /** The player's avatar of that kind at T-1, or null if there is none or it is idle. */
  private @Nullable OracleEntity awake(PlayerInput input, Kind kind) {
    OracleEntity avatar = world.entities().get(Ids.avatar(input.player()));
    return avatar == null || avatar.kind() != kind || tick.isIdle(avatar) ? null : avatar;
  }

  private OraclePlayer now(OracleEntity avatar) {
    OraclePlayer changed = players.get(avatar.id());
    return changed == null ? new OraclePlayer(avatar) : changed;
  }

  private OraclePlayer changed(OracleEntity avatar) {
    return players.computeIfAbsent(avatar.id(), id -> new OraclePlayer(avatar));
  }

  /**
   * What an avatar is written as, given what its kernel or its way made of it; {@code written} is
   * live or parked as at T-1, or carried if it still is in T.
   */
  OracleEntity finished(OracleEntity avatar, OracleEntity written) {
    boolean mayHaveLeft =
        avatar.kind().columns().stream().anyMatch(column -> column.name().equals("$leaves"));
    OraclePlayer player = mayHaveLeft ? now(avatar) : players.get(avatar.id());
    if (player == null) {
      return written;
    }
    Kind kind =
        written.isCarried()
            ? written.kind()
            : player.leaving ? world.schema().parked() : world.schema().avatar();
    OracleEntity result = written.copyAs(Objects.requireNonNull(kind));
    result.setOwn("$epoch", player.epoch);
    result.setOwn("$command", player.lastCommand);
    if (result.isCarried()) {
      result.setOwn("$leaves", player.leaving ? 1 : 0);
    }
    return result;
  }
}
