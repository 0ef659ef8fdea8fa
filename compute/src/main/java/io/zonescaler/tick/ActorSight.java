package io.zonescaler.tick;

import io.zonescaler.game.ZoneSight;
import io.zonescaler.state.EntityTable;
import io.zonescaler.state.PlayerInput;
import io.zonescaler.state.SentMessage;
import java.util.ArrayList;
import java.util.List;

/**
 * What logic elsewhere is shown of a kind: actors are the own entities that {@link KernelStep} goes
 * through.
 */
final class ActorSight implements ZoneSight.KindSight {
  private final KindTick kind;
  private final int[] ordinals;
  private int actors;

  ActorSight(KindTick kind) {
    this.kind = kind;
    ordinals = new int[kind.view.ownCount];
    for (int ordinal = 0; ordinal < ordinals.length; ordinal++) {
      if (kind.runs(ordinal)) {
        ordinals[actors++] = ordinal;
      }
    }
  }

  @Override
  public EntityTable rows() {
    return kind.view.rows;
  }

  @Override
  public int actors() {
    return actors;
  }

  @Override
  public int row(int actor) {
    return kind.view.own[ordinals[actor]];
  }

  @Override
  public List<SentMessage> messages(int actor) {
    int from = kind.inbox.firstOf(ordinals[actor]);
    int to = kind.inbox.endOf(ordinals[actor], from);
    if (from == to) {
      return List.of();
    }
    List<SentMessage> messages = new ArrayList<>(to - from);
    for (int i = from; i < to; i++) {
      messages.add(kind.inbox.message(i));
    }
    return messages;
  }

  @Override
  public List<PlayerInput> commands(int actor) {
    List<PlayerIntake.Accepted> commands = kind.commands(ordinals[actor]);
    return commands.isEmpty()
        ? List.of()
        : commands.stream().map(command -> command.input).toList();
  }
}
