package io.zonescaler.cluster;

import io.zonescaler.frame.CellFilter;
import io.zonescaler.game.World;
import io.zonescaler.state.PlayerInput;
import io.zonescaler.world.WorldVariable;
import io.zonescaler.zone.MapChange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What nodes say to each other. */
public sealed interface NodeMessage {
  /** The control record, sent by the coordinator after it is safe (invariant I6). */
  record Control(ControlRecord record) implements NodeMessage {}

  /**
   * Send me the zone's frames from the next one on, and the ones after {@code haveTick} that you
   * still have.
   *
   * @param zone the zone
   * @param haveTick newest tick that the sender has
   * @param cells the cells that the sender wants, so that full frames need have no others; null for
   *     all
   */
  record Follow(long zone, long haveTick, @Nullable CellFilter cells) implements NodeMessage {}

  /** Send me no more frames of the zone. */
  record Unfollow(long zone) implements NodeMessage {}

  /** Safe frames, oldest first within a zone. */
  record Frames(List<byte[]> frames) implements NodeMessage {}

  /** Inputs of players whose avatars (or homes) are in the zone. */
  record Inputs(long zone, List<PlayerInput> inputs) implements NodeMessage {}

  /** Who has the avatar of the player, live, parked or carried? */
  record Locate(long player) implements NodeMessage {}

  /** The sender owns the zone that the player's avatar is in, as of its newest safe tick. */
  record Located(long player, long zone) implements NodeMessage {}

  /** How the sender is doing. */
  record Report(NodeReport report) implements NodeMessage {}

  /** A request of an operator to the coordinator. */
  record Steer(Steering steering, long argument) implements NodeMessage {}

  /** A request of an operator to the coordinator: the node is gone for ever, go on without it. */
  record Forget(String node) implements NodeMessage {}

  /**
   * A request of an operator to a node: end.
   *
   * @param orderly whether others take over first; else at once, as in a crash
   */
  record End(String node, boolean orderly) implements NodeMessage {}

  /** A request of an operator to the owner of the zone that the entity is in. */
  record Quarantine(long entity, boolean release) implements NodeMessage {}

  /** A request to the coordinator: change the zone map. */
  record Reshape(MapChange change) implements NodeMessage {}

  /**
   * A request to the coordinator: let a node own a slot whatever the load; none in particular if
   * its name is empty.
   */
  record Pin(int slot, String node) implements NodeMessage {}

  /** A request to the coordinator: give a world variable another value. */
  record SetVariable(int variable, long bits) implements NodeMessage {
    /**
     * The message for a variable of a world.
     *
     * @throws IllegalArgumentException if the world has no such variable, or it cannot have the
     *     value
     */
    public static SetVariable of(World world, WorldVariable variable, Number value) {
      WorldVariable known = world.schema().variable(variable.name());
      return new SetVariable(known.index(), known.bits(value));
    }
  }

  /** Where the entities of the sender's zones are heading. */
  record Flows(List<ZoneFlow> flows) implements NodeMessage {}

  /** The coordinator has decided something, or knows now what has come of it. */
  record Decided(Decision decision) implements NodeMessage {}

  /** Requests of operators. */
  enum Steering {
    /** Stop the world's clock. */
    PAUSE,
    /** Let it go on. */
    RESUME,
    /** Let a paused world make {@code argument} ticks. */
    STEP,
    /** Let zones follow the load if {@code argument} is 1, and stay where they are if it is 0. */
    BALANCE
  }
}
