package io.zonescaler.oracle;

import io.zonescaler.math.StableHash;
import io.zonescaler.state.InputOutcome;
import io.zonescaler.state.PlayerInput;
import io.zonescaler.state.PlayerInput.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Players of {@link KitchenSinkGame} who join, steer, leave and come back, and also send what must
 * be dropped. What they send depends on the seed and on what was accepted before ({@link
 * #observe}), so any engine that agrees with the oracle gets the same inputs.
 */
public final class KitchenSinkPlayers {
  private static final class Player {
    boolean known;
    boolean live;
    long epoch;
    long number;
  }

  private final long seed;
  private final SortedMap<Long, Player> players = new TreeMap<>();

  /** Some players; nobody has joined yet. */
  public KitchenSinkPlayers(long seed, int count) {
    this.seed = seed;
    for (int i = 0; i < count; i++) {
      players.put(StableHash.hash(seed, i) >>> 1, new Player());
    }
  }

  /** What the players send in time for a tick, in no particular order. */
  public List<PlayerInput> inputs(long tick) {
    List<PlayerInput> sent = new ArrayList<>();
    players.forEach(
        (id, player) -> {
          Random random = new Random(StableHash.hash(seed, id, tick));
          if (!player.known) {
            beforeJoin(sent, id, random);
          } else if (player.live) {
            play(sent, id, player, random);
          } else {
            away(sent, id, player, random);
          }
        });
    Collections.shuffle(sent, new Random(StableHash.hash(seed, tick)));
    return sent;
  }

  /** Tells the players what the tick accepted. */
  public void observe(List<InputOutcome> accepted) {
    for (InputOutcome outcome : accepted) {
      PlayerInput input = outcome.input();
      Player player = players.get(input.player());
      if (player == null) {
        continue;
      }
      switch (input.type()) {
        case JOIN, RESUME -> {
          player.known = true;
          player.live = true;
          player.epoch = input.epoch();
        }
        case COMMAND -> player.number = input.number();
        case LEAVE -> player.live = false;
        case QUARANTINE, RELEASE, SET -> {}
      }
    }
  }

  private static void beforeJoin(List<PlayerInput> sent, long id, Random random) {
    if (random.nextInt(8) == 0) {
      sent.add(plain(id, Type.JOIN, 1));
      sent.add(command(id, 1, 1, random));
      if (random.nextInt(4) == 0) {
        sent.add(plain(id, Type.JOIN, 2));
        sent.add(plain(id, Type.RESUME, 2));
      }
    }
  }

  private static void play(List<PlayerInput> sent, long id, Player player, Random random) {
    long epoch = player.epoch;
    int commands = random.nextInt(3);
    for (int i = 1; i <= commands; i++) {
      sent.add(command(id, epoch, player.number + i, random));
    }
    switch (random.nextInt(40)) {
      case 0 -> sent.add(plain(id, Type.LEAVE, epoch));
      case 1 -> {
        sent.add(plain(id, Type.LEAVE, epoch));
        sent.add(plain(id, Type.LEAVE, epoch));
        sent.add(plain(id, Type.RESUME, epoch + 1));
        sent.add(command(id, epoch + 1, player.number + commands + 1, random));
      }
      case 2 -> {
        sent.add(plain(id, Type.RESUME, epoch + 1));
        sent.add(plain(id, Type.RESUME, epoch + 3));
        sent.add(plain(id, Type.LEAVE, epoch + 3));
      }
      case 3 -> {
        sent.add(plain(id, Type.JOIN, epoch + 1));
        sent.add(plain(id, Type.RESUME, epoch));
        sent.add(plain(id, Type.LEAVE, epoch - 1));
        sent.add(plain(id, Type.LEAVE, epoch + 1));
      }
      case 4 -> {
        sent.add(command(id, epoch + 1, player.number + commands + 1, random));
        sent.add(command(id, epoch, player.number, random));
        sent.add(command(id, epoch, player.number + commands + 2, random));
      }
      default -> {}
    }
  }

  private static void away(List<PlayerInput> sent, long id, Player player, Random random) {
    sent.add(command(id, player.epoch, player.number + 1, random));
    sent.add(plain(id, Type.LEAVE, player.epoch));
    if (random.nextInt(10) == 0) {
      sent.add(plain(id, Type.RESUME, player.epoch + 1));
      sent.add(command(id, player.epoch + 1, player.number + 1, random));
      sent.add(plain(id, Type.LEAVE, player.epoch + 1));
    }
  }

  private static PlayerInput plain(long player, Type type, long epoch) {
    return new PlayerInput(player, type, epoch, 0, new byte[0]);
  }

  private static PlayerInput command(long player, long epoch, long number, Random random) {
    byte[] payload = new byte[random.nextInt(20) == 0 ? 1 : random.nextInt(30) == 0 ? 40 : 3];
    random.nextBytes(payload);
    payload[0] = (byte) random.nextInt(10);
    return new PlayerInput(player, Type.COMMAND, epoch, number, payload);
  }
}
