package io.zonescaler.verify;

import io.zonescaler.game.World;
import io.zonescaler.math.StableHash;
import io.zonescaler.state.InputOutcome;
import io.zonescaler.state.PlayerInput;
import io.zonescaler.state.ZoneState;
import io.zonescaler.world.WorldVariable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Players that join, send the game's sample commands, leave and come back, and an operator who sets
 * world variables, the same way for every cut of the world.
 */
public final class ScriptedPlayers {
  private static final int TICKS_BETWEEN_SETS = 40;
  private static final byte[] NOTHING = new byte[0];

  private final World world;
  private final int count;
  private final long[] epoch;
  private final long[] consumed;
  private final boolean[] playing;

  /** So many players of a world; none if its game has no avatars. */
  public ScriptedPlayers(World world, int count) {
    this.world = world;
    this.count = world.schema().avatar() == null ? 0 : count;
    epoch = new long[count + 1];
    consumed = new long[count + 1];
    playing = new boolean[count + 1];
  }

  /** Inputs for the next tick; {@code tick} is that tick's number. */
  public List<PlayerInput> inputs(long tick) {
    List<PlayerInput> inputs = new ArrayList<>();
    for (WorldVariable variable : world.schema().variables()) {
      long hash = StableHash.hash(world.settings().seed(), ~variable.index(), tick);
      if (StableHash.bounded(hash, TICKS_BETWEEN_SETS) == 0) {
        long bits = variable.sample(StableHash.mix64(hash));
        inputs.add(PlayerInput.ofVariable(variable.index(), bits));
      }
    }
    for (int player = 1; player <= count; player++) {
      long chance = StableHash.bounded(StableHash.hash(world.settings().seed(), player, tick), 100);
      if (epoch[player] == 0) {
        inputs.add(new PlayerInput(player, PlayerInput.Type.JOIN, 1, 0, NOTHING));
      } else if (!playing[player]) {
        inputs.add(new PlayerInput(player, PlayerInput.Type.RESUME, epoch[player] + 1, 0, NOTHING));
      } else if (chance == 0) {
        inputs.add(new PlayerInput(player, PlayerInput.Type.LEAVE, epoch[player], 0, NOTHING));
      } else if (chance < 30) {
        long number = consumed[player] + 1;
        inputs.add(command(player, number));
        if (chance < 5) {
          inputs.add(command(player, number + 1));
        }
      }
    }
    return inputs;
  }

  private PlayerInput command(int player, long number) {
    byte[] payload = world.game().sampleCommand(player, number);
    return new PlayerInput(player, PlayerInput.Type.COMMAND, epoch[player], number, payload);
  }

  /** Learns what the tick took in. */
  public void learn(Collection<ZoneState> states) {
    for (ZoneState state : states) {
      for (InputOutcome outcome : state.inputs()) {
        PlayerInput input = outcome.input();
        int player = (int) input.player();
        switch (input.type()) {
          case JOIN -> {
            epoch[player] = input.epoch();
            playing[player] = true;
          }
          case RESUME -> {
            epoch[player] = input.epoch();
            playing[player] = true;
          }
          case COMMAND -> consumed[player] = input.number();
          case LEAVE -> playing[player] = false;
          case QUARANTINE, RELEASE, SET -> {}
        }
      }
    }
  }
}
