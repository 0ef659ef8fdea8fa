package io.zonescaler.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonescaler.game.World;
import io.zonescaler.state.EmittedEvent;
import io.zonescaler.state.EntityTable;
import io.zonescaler.state.Ids;
import io.zonescaler.state.PlayerInput;
import io.zonescaler.state.SentMessage;
import io.zonescaler.state.Totals;
import io.zonescaler.state.VariableValues;
import io.zonescaler.state.ZoneState;
import io.zonescaler.tick.RangeRunner;
import io.zonescaler.tick.StartPopulation;
import io.zonescaler.tick.TickInput;
import io.zonescaler.tick.ZoneTick;
import io.zonescaler.world.Box;
import io.zonescaler.world.Column;
import io.zonescaler.world.EventKind;
import io.zonescaler.world.Kind;
import io.zonescaler.world.WorldSettings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A demo world run in memory, as one zone or several; every tick is audited. */
final class Solo {
  private final World world;
  private final List<Box> boxes;
  private final List<ZoneTick> zones = new ArrayList<>();
  private List<ZoneState> states = new ArrayList<>();
  private final Map<Long, Long> commands = new HashMap<>();
  private long tick;

  private Solo(WorldSettings settings, RangeRunner runner, int halvings) {
    world = World.of(new DemoGame(settings), settings);
    List<Box> cut = List.of(world.space().bounds());
    for (int i = 0; i < halvings; i++) {
      int axis = i % 2;
      cut =
          cut.stream()
              .flatMap(
                  b -> {
                    int at = (b.min(axis) + b.max(axis)) / 2;
                    return List.of(b.below(axis, at), b.above(axis, at)).stream();
                  })
              .toList();
    }
    boxes = cut;
    for (int i = 0; i < boxes.size(); i++) {
      zones.add(
          new ZoneTick(
              world,
              runner,
              (zone, at, kind, id, failure) -> {
                throw new AssertionError("tick " + at + ": a " + kind + " failed", failure);
              }));
    }
  }

  /** A populated world of 2^halvings zones. */
  static Solo populated(WorldSettings settings, RangeRunner runner, int halvings) {
    Solo solo = new Solo(settings, runner, halvings);
    for (int i = 0; i < solo.boxes.size(); i++) {
      solo.states.add(new StartPopulation(solo.world).of(i + 1, 1, solo.boxes.get(i)));
    }
    return solo;
  }

  /** A world of one zone without anybody. */
  static Solo empty(WorldSettings settings) {
    Solo solo = new Solo(settings, RangeRunner.single(), 0);
    List<EntityTable> tables =
        solo.world.schema().kinds().stream().map(k -> new EntityTable(k, 0)).toList();
    solo.states.add(
        new ZoneState(
            1,
            0,
            1,
            tables,
            List.of(),
            List.of(),
            List.of(),
            VariableValues.initial(solo.world.schema()),
            null,
            new Totals(1),
            0,
            0));
    return solo;
  }

  /** Puts an entity into an empty world before its first tick. */
  Solo with(Kind kind, long id, double x, double y) {
    var space = world.space();
    EntityTable old = table(kind);
    int qx = space.toQuanta(0, x);
    int qy = space.toQuanta(1, y);
    EntityTable all = new EntityTable(kind, 0);
    List<long[]> order = new ArrayList<>();
    for (int row = 0; row < old.size; row++) {
      order.add(new long[] {old.cell[row], old.id[row], row});
    }
    order.add(new long[] {space.cellOf(qx, qy, 0), id, -1});
    order.sort(Comparator.<long[]>comparingLong(o -> o[0]).thenComparingLong(o -> o[1]));
    for (long[] o : order) {
      int row = all.append(o[1], (int) o[0], qx, qy, 0);
      if (o[2] >= 0) {
        all.copyRows(old, (int) o[2], row, 1);
      }
    }
    List<EntityTable> tables = new ArrayList<>(state().tables());
    tables.set(kind.index(), all);
    replace(tables, state().messages());
    return this;
  }

  /** Puts a launched ship into an empty world before its first tick. */
  Solo withShip(long player, double x, double y, long gold) {
    long id = Ids.avatar(player);
    with(Sea.SHIP, id, x, y);
    set(Sea.SHIP.playerColumn(), id, player);
    set(Sea.SHIP.epochColumn(), id, 1);
    set(Sea.SHIP_HEALTH, id, Sea.FULL_HEALTH);
    set(Sea.SHIP_LAUNCHES, id, 1);
    set(Sea.SHIP_GOLD, id, gold);
    return this;
  }

  /** Sets a column before the first tick. */
  Solo set(Column column, long id, long value) {
    EntityTable table = table(column.kind());
    assertThat(table.setInteger(column, row(table, id), value)).isTrue();
    replace(state().tables(), state().messages());
    return this;
  }

  /** Puts a hit on its way before the first tick. */
  Solo withHit(Kind kind, long target, long damage) {
    EntityTable table = table(kind);
    int row = row(table, target);
    replace(
        state().tables(),
        List.of(
            new SentMessage(
                99,
                tick,
                0,
                Sea.HIT.index(),
                target,
                kind.index(),
                table.x[row],
                table.y[row],
                0,
                damage,
                0,
                0,
                0)));
    return this;
  }

  private void replace(List<EntityTable> tables, List<SentMessage> messages) {
    Totals totals = new Totals(1);
    for (EntityTable table : tables) {
      for (Column column : table.kind.columns()) {
        for (int row = 0; row < table.size && column.conserved() != null; row++) {
          totals.amounts[0] += table.integer(column, row);
        }
      }
      totals.entities += table.size;
    }
    states.set(
        0,
        new ZoneState(
            1,
            tick,
            1,
            List.copyOf(tables),
            messages,
            List.of(),
            List.of(),
            states.get(0).variables(),
            null,
            totals,
            0,
            0));
  }

  /** The player's next command. */
  PlayerInput command(long player, byte[] payload) {
    long number = commands.merge(player, 1L, Long::sum);
    return new PlayerInput(player, PlayerInput.Type.COMMAND, 1, number, payload);
  }

  PlayerInput join(long player) {
    return new PlayerInput(player, PlayerInput.Type.JOIN, 1, 0, new byte[0]);
  }

  /** Runs one tick with the given inputs and audits it. */
  Solo tick(PlayerInput... inputs) {
    return tick(List.of(inputs));
  }

  Solo tick(List<PlayerInput> inputs) {
    Totals before = totals();
    tick++;
    List<ZoneState> next = new ArrayList<>();
    for (int i = 0; i < boxes.size(); i++) {
      next.add(
          zones
              .get(i)
              .run(
                  new TickInput(
                      i + 1,
                      boxes.get(i),
                      1,
                      tick,
                      states,
                      states.get(i),
                      inputs,
                      List.of(),
                      false)));
    }
    states = next;
    Totals after = totals();
    assertThat(after.amounts[0])
        .as("gold at tick %d", tick)
        .isEqualTo(before.amounts[0] + after.sources[0] - after.sinks[0]);
    assertThat(after.violations).as("violations at tick %d", tick).isZero();
    assertThat(after.entities).isEqualTo(before.entities + after.spawned - after.despawned);
    return this;
  }

  Solo ticks(int count) {
    for (int i = 0; i < count; i++) {
      tick();
    }
    return this;
  }

  /** Sums over all zones. */
  Totals totals() {
    Totals sum = new Totals(1);
    states.forEach(s -> sum.add(s.totals()));
    return sum;
  }

  World world() {
    return world;
  }

  /** The state of a world of one zone. */
  ZoneState state() {
    assertThat(states).hasSize(1);
    return states.get(0);
  }

  EntityTable table(Kind kind) {
    return state().tables().get(kind.index());
  }

  int count(Kind kind) {
    return states.stream().mapToInt(s -> s.tables().get(kind.index()).size).sum();
  }

  long value(Column column, long id) {
    EntityTable table = table(column.kind());
    return table.integer(column, row(table, id));
  }

  double x(Kind kind, long id) {
    EntityTable table = table(kind);
    return world.space().toUnits(0, table.x[row(table, id)]);
  }

  double y(Kind kind, long id) {
    EntityTable table = table(kind);
    return world.space().toUnits(1, table.y[row(table, id)]);
  }

  boolean has(Kind kind, long id) {
    return find(table(kind), id) >= 0;
  }

  List<EmittedEvent> events(EventKind kind) {
    return states.stream()
        .flatMap(s -> s.events().stream())
        .filter(e -> e.kind() == kind.index())
        .toList();
  }

  /** Reasons, or nulls, of the inputs of the last tick. */
  List<String> refusals() {
    List<String> all = new ArrayList<>();
    states.forEach(s -> s.inputs().forEach(o -> all.add(o.refusal())));
    return all;
  }

  private static int row(EntityTable table, long id) {
    int row = find(table, id);
    assertThat(row).as("row of %s %x", table.kind, id).isNotNegative();
    return row;
  }

  private static int find(EntityTable table, long id) {
    for (int row = 0; row < table.size; row++) {
      if (table.id[row] == id) {
        return row;
      }
    }
    return -1;
  }
}
