package io.zonescaler.game;

import io.zonescaler.state.EntityTable;
import io.zonescaler.state.PlayerInput;
import io.zonescaler.state.SentMessage;
import io.zonescaler.state.VariableValues;
import java.util.List;

/** All that the logic of one zone's tick reads, as of the tick before; not to be modified. */
public interface ZoneSight {
  /** Id of the zone. */
  long zone();

  /** The tick being made. */
  long tick();

  /** Values of the world's variables. */
  VariableValues variables();

  /** One per kind that the game declared. */
  List<? extends KindSight> kinds();

  /** What can be seen of one kind. The entities whose logic runs are its actors. */
  interface KindSight {
    /** The zone's entities and ghosts, in canonical order. */
    EntityTable rows();

    /** Number of actors. */
    int actors();

    /** Row of an actor, ascending. */
    int row(int actor);

    /** Messages for an actor, in canonical order. */
    List<SentMessage> messages(int actor);

    /** New commands of an actor's player, in order of number. */
    List<PlayerInput> commands(int actor);
  }
}
