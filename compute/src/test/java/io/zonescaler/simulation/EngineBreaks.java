package io.zonescaler.simulation;

import io.zonescaler.game.World;
import io.zonescaler.state.EntityTable;
import io.zonescaler.state.InputOutcome;
import io.zonescaler.state.PlayerInput;
import io.zonescaler.state.SentMessage;
import io.zonescaler.state.ZoneState;
import io.zonescaler.tick.RangeRunner;
import io.zonescaler.tick.TickInput;
import io.zonescaler.tick.ZoneTick;
import io.zonescaler.world.Box;
import io.zonescaler.world.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;

/** Breaks of how a tick is made, outside of the game's kernels. */
final class EngineBreaks {
  private EngineBreaks() {}

  static List<SeededBreak> all() {
    return List.of(
        onInput(
            "boxes are closed on one side, so that two zones own what is there",
            "I4",
            EngineBreaks::closed),
        onInput("arrivals from other zones are dropped", "I4", in -> filtered(in, true, false)),
        onInput("ghosts are not seen", "I3", in -> filtered(in, false, true)),
        onInput("messages are delivered twice", "I4", in -> messages(in, m -> 2)),
        onInput("messages do not cross borders", "I4", in -> messages(in, m -> 0)),
        onInput(
            "messages to what is far away do not cross borders",
            "I4",
            in -> messages(in, m -> m.way() == null ? 1 : 0)),
        onInput(
            "messages to what is far away are carried on twice at borders",
            "I4",
            in -> messages(in, m -> m.way() == null ? 1 : 2)),
        onInput("what teleports does not cross borders", "I4", EngineBreaks::withoutCarried),
        onInput("a zone misses the change of a variable", "I3", EngineBreaks::deaf),
        new SeededBreak("ghosts are one tick late", "I5", () -> engine(w -> new LateGhosts(w))),
        new SeededBreak(
            "commands are accepted twice", "I5", () -> engine(w -> new CommandsTwice(w))),
        new SeededBreak(
            "idle frames are not recorded",
            "I5",
            () -> engine(w -> in -> unmarked(intact(w).apply(in)))),
        new SeededBreak(
            "the limit of a step is off",
            "I4",
            () ->
                engine(
                    w -> intact(World.of(w.game(), w.settings().toBuilder().maxStep(2).build())))),
        new SeededBreak(
            "random numbers depend on the zone", "I3", () -> engine(w -> new ZoneRandom(w))));
  }

  static Function<TickInput, ZoneState> intact(World world) {
    return new ZoneTick(world, RangeRunner.single(), (zone, tick, kind, id, failure) -> {})::run;
  }

  static Seams engine(Function<World, Function<TickInput, ZoneState>> maker) {
    return new Seams() {
      @Override
      Function<TickInput, ZoneState> engine(World world, SimulatedNode node) {
        return maker.apply(world);
      }
    };
  }

  private static SeededBreak onInput(
      String name, String invariant, UnaryOperator<TickInput> change) {
    return new SeededBreak(
        name,
        invariant,
        () ->
            engine(
                world -> {
                  Function<TickInput, ZoneState> intact = intact(world);
                  return in -> intact.apply(change.apply(in));
                }));
  }

  private static TickInput with(
      TickInput in, Box box, List<ZoneState> sources, List<PlayerInput> inputs) {
    return new TickInput(
        in.zone(),
        box,
        in.mapVersion(),
        in.tick(),
        sources,
        in.previous(),
        inputs,
        in.idleBoxes(),
        in.ownIdle());
  }

  private static TickInput closed(TickInput in) {
    Box b = in.box();
    Box larger = new Box(b.minX(), b.minY(), b.minZ(), b.maxX() + 1, b.maxY(), b.maxZ());
    return with(in, larger, in.sources(), in.inputs());
  }

  private static TickInput deaf(TickInput in) {
    return in.zone() % 2 == 0
        ? in
        : with(
            in,
            in.box(),
            in.sources(),
            in.inputs().stream().filter(i -> i.type() != PlayerInput.Type.SET).toList());
  }

  private static TickInput onOthers(TickInput in, UnaryOperator<ZoneState> change) {
    List<ZoneState> sources =
        in.sources().stream().map(s -> s.zone() == in.zone() ? s : change.apply(s)).toList();
    return with(in, in.box(), sources, in.inputs());
  }

  /** Takes out of the other zones' states what is inside the box, or what is outside. */
  private static TickInput filtered(TickInput in, boolean dropInside, boolean dropOutside) {
    return kept(
        in,
        (table, row) ->
            in.box().contains(table.x[row], table.y[row], table.z[row])
                ? !dropInside
                : !dropOutside);
  }

  private static TickInput withoutCarried(TickInput in) {
    return kept(in, (table, row) -> table.kind.role() != Kind.Role.CARRIED);
  }

  private interface Choice {
    boolean keeps(EntityTable table, int row);
  }

  /** Of the other zones' states only some entities. */
  private static TickInput kept(TickInput in, Choice choice) {
    return onOthers(
        in,
        source -> {
          List<EntityTable> tables = new ArrayList<>();
          for (EntityTable table : source.tables()) {
            EntityTable left = new EntityTable(table.kind, table.size);
            for (int row = 0; row < table.size; row++) {
              if (choice.keeps(table, row)) {
                left.copyRows(table, row, left.size++, 1);
              }
            }
            tables.add(left);
          }
          return with(source, tables, source.messages());
        });
  }

  private static TickInput messages(TickInput in, ToIntFunction<SentMessage> times) {
    return onOthers(
        in,
        source -> {
          List<SentMessage> messages = new ArrayList<>();
          for (SentMessage message : source.messages()) {
            messages.addAll(Collections.nCopies(times.applyAsInt(message), message));
          }
          return with(source, source.tables(), messages);
        });
  }

  private static ZoneState with(ZoneState s, List<EntityTable> tables, List<SentMessage> messages) {
    return new ZoneState(
        s.zone(),
        s.tick(),
        s.mapVersion(),
        tables,
        messages,
        s.events(),
        s.inputs(),
        s.variables(),
        s.idleBox(),
        s.totals(),
        s.previousDigest(),
        s.digest());
  }

  private static ZoneState unmarked(ZoneState s) {
    return new ZoneState(
        s.zone(),
        s.tick(),
        s.mapVersion(),
        s.tables(),
        s.messages(),
        s.events(),
        s.inputs(),
        s.variables(),
        null,
        s.totals(),
        s.previousDigest(),
        s.digest());
  }

  /** Sees other zones as they were one tick earlier, if it still knows that. */
  private static final class LateGhosts implements Function<TickInput, ZoneState> {
    private final Function<TickInput, ZoneState> intact;
    private final Map<Long, ZoneState> before = new HashMap<>();

    LateGhosts(World world) {
      intact = intact(world);
    }

    @Override
    public ZoneState apply(TickInput in) {
      TickInput late =
          onOthers(
              in,
              source -> {
                ZoneState old = before.put(source.zone(), source);
                return old != null && old.tick() == source.tick() - 1 ? old : source;
              });
      return intact.apply(late);
    }
  }

  /** A command that is sent again counts as the next one. */
  private static final class CommandsTwice implements Function<TickInput, ZoneState> {
    private final Function<TickInput, ZoneState> intact;
    private final Map<Long, Long> last = new HashMap<>();

    CommandsTwice(World world) {
      intact = intact(world);
    }

    @Override
    public ZoneState apply(TickInput in) {
      List<PlayerInput> inputs = new ArrayList<>();
      for (PlayerInput input : in.inputs()) {
        Long consumed = last.get(input.player());
        boolean again =
            input.type() == PlayerInput.Type.COMMAND
                && consumed != null
                && input.number() <= consumed;
        inputs.add(
            again
                ? new PlayerInput(
                    input.player(), input.type(), input.epoch(), consumed + 1, input.payload())
                : input);
      }
      ZoneState made = intact.apply(with(in, in.box(), in.sources(), inputs));
      for (InputOutcome outcome : made.inputs()) {
        if (outcome.input().type() == PlayerInput.Type.COMMAND) {
          last.merge(outcome.input().player(), outcome.input().number(), Math::max);
        }
      }
      return made;
    }
  }

  /** Another seed for every zone. */
  private static final class ZoneRandom implements Function<TickInput, ZoneState> {
    private final World world;
    private final Map<Long, Function<TickInput, ZoneState>> engines = new HashMap<>();

    ZoneRandom(World world) {
      this.world = world;
    }

    @Override
    public ZoneState apply(TickInput in) {
      return engines
          .computeIfAbsent(
              in.zone(),
              zone ->
                  intact(
                      World.of(
                          world.game(),
                          world.settings().toBuilder()
                              .seed(world.settings().seed() + zone)
                              .build())))
          .apply(in);
    }
  }
}
