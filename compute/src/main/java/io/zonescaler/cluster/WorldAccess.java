package io.zonescaler.cluster;

import io.zonescaler.game.World;
import io.zonescaler.placement.LoadPlan;
import io.zonescaler.placement.LoadPlanner.Limits;
import io.zonescaler.placement.PlacementPlan;
import io.zonescaler.state.PlayerInput;
import io.zonescaler.world.WorldVariable;
import io.zonescaler.zone.MapChange;
import io.zonescaler.zone.Zone;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a running node offers to its gateway, dashboard and command line. All methods may be called
 * from any thread.
 */
public interface WorldAccess {
  /** The world. */
  World world();

  /** This node's name. */
  String node();

  /** The control record in force here, or null before the first. */
  @Nullable ControlRecord control();

  /** Who owns the slots, as far as this node can tell. */
  Ownership ownership();

  /** The placement plan in force, or null before the first. */
  default @Nullable PlacementPlan plan() {
    return null;
  }

  /** What all nodes have reported. */
  ClusterView view();

  /** Inputs that this node's zones have recorded; empty where no log is kept. */
  default InputLog inputs() {
    return new InputLog(0);
  }

  /**
   * Reads all that the store has of a zone: snapshots, and the frames of its last ticks.
   *
   * @param done is told them on the node's loop, in any order; nothing if the zone is unknown, and
   *     never if they cannot be read
   */
  default void history(long zone, Consumer<List<byte[]>> done) {
    ControlRecord record = control();
    Zone found = record == null ? null : record.find(zone);
    if (found == null) {
      done.accept(List.of());
    } else {
      history(found, done);
    }
  }

  /** The same of a zone that may be over: what it had is stored for some time. */
  default void history(Zone zone, Consumer<List<byte[]>> done) {
    done.accept(List.of());
  }

  /** Adds a listener; it is called on the node's loop and must return quickly. */
  void listen(NodeListener listener);

  /** Removes a listener. */
  void unlisten(NodeListener listener);

  /**
   * Zones whose states {@code holder} wants to be told of, besides this node's own; replaces what
   * it wanted before. An empty set ends it.
   */
  void interest(Object holder, Set<Long> zones);

  /** What this node's reports say of its gateway from now on; ignored where there are none. */
  default void gateway(GatewayReport report) {}

  /** Gives inputs to the zone's owner; they may get lost, whoever cares sends them again. */
  void submit(long zone, List<PlayerInput> inputs);

  /**
   * Looks for a player's avatar; listeners are told where it is, or nothing if it does not exist.
   */
  void locate(long player);

  /** Whether this node sees a majority of the members. */
  default boolean hasMajority() {
    return true;
  }

  /** Name of the node that coordinates, as far as this node can tell; empty if none does. */
  default String coordinator() {
    return node();
  }

  /** Names of the members that are there, as far as this node can tell. */
  default Set<String> present() {
    return Set.of(node());
  }

  /** Number of this run of the node: after a restart it is another one. */
  default int incarnation() {
    return 0;
  }

  /** Numbers of the runs of all nodes that are there, members or not, as far as this one knows. */
  default Set<Integer> incarnations() {
    return Set.of(incarnation());
  }

  /** Where this node stands; whether its world goes on, others have to say. */
  default Standing standing() {
    return new Standing(
        node(), present(), present(), true, lost(), Map.of(), Map.of(), Set.of(), 0);
  }

  /** Ids of zones of which no copy is left here, or that cannot go on. */
  default Set<Long> lost() {
    return Set.of();
  }

  /** Why the world cannot go on, though nobody has paused it, as one sentence; empty if it can. */
  default String trouble() {
    return "";
  }

  /**
   * Asks the coordinator to go on without a dead member, even if those that are left are no
   * majority; an operator must be sure that it is dead.
   */
  default void forget(String node) {
    throw new UnsupportedOperationException("this world has no members to forget: " + node);
  }

  /**
   * Asks a node to end its process; see {@link NodeListener#asked}. It may get lost: whoever cares
   * sees whether the node is still there.
   *
   * @param orderly whether others take over what it owns first; else at once, as in a crash
   */
  default void end(String node, boolean orderly) {
    throw new UnsupportedOperationException("this world has no nodes to end: " + node);
  }

  /**
   * Asks the owner of the zone that an entity is in to run its kernel no more, or again; asked in
   * vain if the entity is on its way to another zone or does not exist.
   */
  void quarantine(long entity, boolean release);

  /** Asks the coordinator to change the zone map; see {@link Reshaping}. */
  default void reshape(MapChange change) {
    throw new UnsupportedOperationException("the zones of this world are fixed: " + change);
  }

  /**
   * The plan that the present loads would lead to; null where slots do not move.
   *
   * @throws IllegalArgumentException if there can be none now; says why
   */
  default @Nullable LoadPlan whatIf(Limits limits) {
    return null;
  }

  /** The load as it will be; null where it is not predicted. */
  default @Nullable Forecasts forecasts() {
    return null;
  }

  /** What has been decided about zones and nodes, oldest first; empty where nothing is. */
  default List<Decision> decisions() {
    return List.of();
  }

  /** Asks the coordinator to let a node own a slot whatever the load; any if its name is empty. */
  default void pin(int slot, String node) {
    throw new UnsupportedOperationException("slots of this world do not move: " + slot);
  }

  /**
   * Asks the coordinator to give a world variable another value; in force some seconds later, from
   * the same tick on in every zone. Of several values that are set before one is in force, the last
   * counts. It may get lost if the coordinator dies; the status says what is decided.
   *
   * @param variable one that the game declares
   * @param value a whole or a real number, as the variable is
   * @throws IllegalArgumentException if the game has no such variable, or it cannot have the value
   */
  default void set(WorldVariable variable, Number value) {
    throw new UnsupportedOperationException("the variables of this world are fixed: " + variable);
  }

  /** Asks the coordinator for something. */
  void steer(NodeMessage.Steering steering, long argument);
}
