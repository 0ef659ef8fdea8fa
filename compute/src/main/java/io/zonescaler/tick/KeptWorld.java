package io.zonescaler.tick;

import io.zonescaler.game.World;
import io.zonescaler.state.EntityTable;
import io.zonescaler.state.SentMessage;
import io.zonescaler.state.VariableValues;
import io.zonescaler.state.ZoneState;
import io.zonescaler.world.Box;
import java.util.ArrayList;
import java.util.List;

/**
 * A whole world at one tick, kept to begin again from there, in whatever zones: every entity goes
 * to the zone that its position lies in (invariant I4), every message to the one that its target
 * was seen in, which is a source of the zone that the target is in now.
 */
public final class KeptWorld implements WorldStart {
  private final World world;
  private final long tick;
  private final List<EntityTable> tables;
  private final List<SentMessage> messages;
  private final VariableValues variables;

  /**
   * A kept world.
   *
   * @param world game and settings
   * @param tick the tick of the states
   * @param tables all entities, one table per kind in schema order, rows in any order; kept, so do
   *     not modify
   * @param messages all messages on their way, in any order
   * @param variables the world's variables
   */
  public KeptWorld(
      World world,
      long tick,
      List<EntityTable> tables,
      List<SentMessage> messages,
      VariableValues variables) {
    this.world = world;
    this.tick = tick;
    this.tables = List.copyOf(tables);
    this.messages = List.copyOf(messages);
    this.variables = variables;
  }

  /**
   * Puts the states of all zones together.
   *
   * @throws IllegalArgumentException if there are none or they are not all of one tick
   */
  public static KeptWorld of(World world, List<ZoneState> states) {
    if (states.stream().mapToLong(ZoneState::tick).distinct().count() != 1) {
      throw new IllegalArgumentException(
          "a world is kept at one tick, not at those of "
              + states.stream().map(s -> s.zone() + "@" + s.tick()).toList());
    }
    List<EntityTable> tables = new ArrayList<>();
    world
        .schema()
        .kinds()
        .forEach(
            kind -> {
              EntityTable all = new EntityTable(kind, 0);
              for (ZoneState state : states) {
                EntityTable part = state.tables().get(kind.index());
                all.ensureCapacity(all.size + part.size);
                all.copyRows(part, 0, all.size, part.size);
                all.size += part.size;
              }
              tables.add(all);
            });
    List<SentMessage> messages =
        states.stream().flatMap(state -> state.messages().stream()).toList();
    return new KeptWorld(world, states.get(0).tick(), tables, messages, states.get(0).variables());
  }

  @Override
  public long tick() {
    return tick;
  }

  /** All entities, one table per kind in schema order; do not modify. */
  public List<EntityTable> tables() {
    return tables;
  }

  /** All messages on their way. */
  public List<SentMessage> messages() {
    return messages;
  }

  @Override
  public VariableValues variables() {
    return variables;
  }

  private static boolean isIn(Box box, SentMessage m) {
    SentMessage.Way way = m.way();
    return way == null
        ? box.contains(m.x(), m.y(), m.z())
        : box.contains(way.x(), way.y(), way.z());
  }

  @Override
  public ZoneState of(long zone, long mapVersion, Box box) {
    return new StateBuilder(world)
        .start(
            zone,
            tick,
            mapVersion,
            box,
            tables,
            messages.stream().filter(m -> isIn(box, m)).toList(),
            variables);
  }
}
