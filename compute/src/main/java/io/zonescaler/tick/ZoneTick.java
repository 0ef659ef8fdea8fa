package io.zonescaler.tick;

import io.zonescaler.game.Draft;
import io.zonescaler.game.Message;
import io.zonescaler.game.RemoteGame;
import io.zonescaler.game.World;
import io.zonescaler.game.ZoneSight;
import io.zonescaler.state.EmittedEvent;
import io.zonescaler.state.EntityTable;
import io.zonescaler.state.Hashing;
import io.zonescaler.state.Ids;
import io.zonescaler.state.InputOutcome;
import io.zonescaler.state.MessageList;
import io.zonescaler.state.PlayerInput;
import io.zonescaler.state.SentMessage;
import io.zonescaler.state.Totals;
import io.zonescaler.state.VariableValues;
import io.zonescaler.state.ZoneState;
import io.zonescaler.world.EventKind;
import io.zonescaler.world.Kind;
import io.zonescaler.world.Quantity;
import io.zonescaler.world.Space;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs ticks: state(z,T) as a pure function of the sources' states at T-1 and the recorded inputs
 * (invariant I3, rules in docs/tick.md). There is no special case for arrivals, for a zone that a
 * new map created, or for recovery: all of them are this function with other sources (invariants
 * I4, I7).
 *
 * <p>An instance is a workspace that is reused from tick to tick, by one caller at a time; it may
 * run ranges of entities on several threads, with the same result.
 */
public final class ZoneTick implements TickEngine {
  private static final Comparator<EmittedEvent> EVENT_ORDER =
      Comparator.comparingLong(EmittedEvent::entity).thenComparingInt(EmittedEvent::ordinal);

  private final World world;
  private final Space space;
  private final RangeRunner runner;
  private final FailureListener failures;
  private final List<KindTick> kinds = new ArrayList<>();
  private final List<KernelStep> steps = new ArrayList<>();
  private final Carriers carriers;
  private final PlayerIntake intake;
  private final OperatorIntake operators;
  private final EffectBuffer intakeEffects;
  private final EffectBuffer hookEffects;
  private final StateBuilder builder;
  private VariableValues variables = VariableValues.NONE;
  private long zoneId;
  private volatile int running;

  /** A workspace for zones of {@code world}. */
  public ZoneTick(World world, RangeRunner runner, FailureListener failures) {
    this.world = world;
    this.runner = runner;
    this.failures = failures;
    space = world.space();
    for (Kind kind : world.schema().kinds()) {
      kinds.add(new KindTick(world, kind));
    }
    carriers = new Carriers(world.schema(), space, kinds);
    intake = new PlayerIntake(world);
    operators = new OperatorIntake(world);
    intakeEffects = new EffectBuffer(world);
    hookEffects = new EffectBuffer(world);
    builder = new StateBuilder(world);
  }

  @Override
  public ZoneState run(TickInput in) {
    zoneId = in.zone();
    CellRegion region = new CellRegion(space, in.box(), space.radius());
    for (KindTick kind : kinds) {
      List<EntityTable> tables = new ArrayList<>(in.sources().size());
      for (ZoneState source : in.sources()) {
        tables.add(source.tables().get(kind.kind.index()));
      }
      kind.begin(in.box(), region, tables, in.idleBoxes(), intake);
    }
    intakeEffects.clear(in.tick());
    operators.take(in.inputs(), this, intakeEffects);
    variables = variables(in).after(operators.outcomes());
    List<SentMessage> pending = new ArrayList<>();
    List<SentMessage> undeliverable = new ArrayList<>();
    sortMessages(in, pending, undeliverable);
    intake.take(in.inputs(), in.box(), in.idleBoxes(), this, intakeEffects);
    kinds.forEach(KindTick::refuseHeld);
    int ranges = runKernels(in.tick());
    for (int i = 0; i < ranges; i++) {
      undeliverable.addAll(steps.get(i).returned);
    }
    runHooks(in.tick(), undeliverable);
    return collect(in, pending, ranges);
  }

  /** Values that all sources have: a zone that took others would be told from no frame. */
  private static VariableValues variables(TickInput in) {
    ZoneState first = in.sources().get(0);
    for (ZoneState source : in.sources()) {
      if (!source.variables().equals(first.variables())) {
        throw new IllegalStateException(
            "zones "
                + first.zone()
                + " and "
                + source.zone()
                + " have different world variables at tick "
                + first.tick()
                + ": "
                + first.variables()
                + " and "
                + source.variables());
      }
    }
    return first.variables();
  }

  /** Delivers the messages of T-1 that are for this zone (docs/tick.md, 1). */
  private void sortMessages(
      TickInput in, List<SentMessage> pending, List<SentMessage> undeliverable) {
    for (ZoneState source : in.sources()) {
      for (SentMessage m : source.messages()) {
        if (m.way() != null) {
          travel(in, m, m.way(), pending, undeliverable);
          continue;
        }
        if (!in.box().containsWithin(m.x(), m.y(), m.z(), space.step())) {
          continue;
        }
        KindTick target = kinds.get(m.targetKind());
        int row = target.view.find(m.target(), m.x(), m.y(), m.z(), space.step());
        if (row >= 0) {
          int ordinal = target.view.ownOrdinal(row);
          if (ordinal >= 0) {
            if (target.idle(ordinal)) {
              pending.add(m);
            } else if (target.held(ordinal)) {
              EntityTable rows = target.view.rows;
              undeliverable.add(m.returnedAt(rows.x[row], rows.y[row], rows.z[row]));
            } else {
              target.inbox.add(ordinal, m);
            }
          }
        } else if (in.box().contains(m.x(), m.y(), m.z())) {
          (KindTick.contains(in.idleBoxes(), m.x(), m.y(), m.z()) ? pending : undeliverable).add(m);
        }
      }
    }
    for (KindTick kind : kinds) {
      kind.inbox.sort();
    }
  }

  /** Carries on a message with a long way to go, if it has come to this zone. */
  private void travel(
      TickInput in,
      SentMessage m,
      SentMessage.Way way,
      List<SentMessage> pending,
      List<SentMessage> undeliverable) {
    if (!in.box().contains(way.x(), way.y(), way.z())) {
      return;
    }
    if (KindTick.contains(in.idleBoxes(), way.x(), way.y(), way.z())) {
      pending.add(m);
    } else if (way.x() != m.x() || way.y() != m.y() || way.z() != m.z()) {
      pending.add(m.at(Carriers.onwards(space, way, m.x(), m.y(), m.z())));
    } else {
      KindView view = kinds.get(m.targetKind()).view;
      int row = view.find(m.target(), m.x(), m.y(), m.z(), space.radius());
      boolean found =
          row >= 0
              && space.isInSight(
                  view.rows.x[row] - m.x(), view.rows.y[row] - m.y(), view.rows.z[row] - m.z());
      if (found) {
        pending.add(m.returnedAt(view.rows.x[row], view.rows.y[row], view.rows.z[row]));
      } else {
        undeliverable.add(m.returnedAt(m.x(), m.y(), m.z()));
      }
    }
  }

  /** Runs the game's kernels; returns how many of {@link #steps} were used. */
  private int runKernels(long tick) {
    RemoteGame.Outcome kernel = world.game()::tick;
    boolean isRemote = false;
    if (world.game() instanceof RemoteGame remote) {
      Sight sight = new Sight(tick);
      if (!sight.hasActors()) {
        return 0;
      }
      kernel = remote.run(sight);
      isRemote = true;
    }
    int ranges = 0;
    for (int k = 0; k < world.schema().gameKinds(); k++) {
      KindTick kind = kinds.get(k);
      int count = kind.view.ownCount;
      // What was done elsewhere is written down in order, from the first to the last.
      int size = isRemote ? Math.max(1, count) : Math.max(1, runner.rangeSize(count));
      for (int from = 0; from < count; from += size) {
        if (ranges == steps.size()) {
          steps.add(new KernelStep(world, this, kind));
        }
        steps.get(ranges++).range(kernel, kind, tick, from, Math.min(count, from + size));
      }
    }
    running = ranges;
    runner.run(ranges, i -> steps.get(i).run());
    running = 0;
    return ranges;
  }

  @Override
  public long helperNanos() {
    return runner.helperNanos();
  }

  @Override
  public String whereabouts() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < running; i++) {
      String at = steps.get(i).whereabouts();
      text.append(text.isEmpty() || at.isEmpty() ? "" : ", ").append(at);
    }
    return text.toString();
  }

  private void runHooks(long tick, List<SentMessage> undeliverable) {
    hookEffects.clear(tick);
    if (undeliverable.isEmpty()) {
      return;
    }
    List<LostMessage> all =
        MessageList.sorted(undeliverable).stream().map(LostMessage::new).toList();
    Consumer<RemoteGame.LostReplay> hook =
        world.game() instanceof RemoteGame remote
            ? remote.undeliverable(tick, all)
            : world.game()::undeliverable;
    for (LostMessage message : all) {
      SentMessage m = message.lost;
      hookEffects.begin(Ids.message(m.sender(), m.sentTick(), m.ordinal()), m.x(), m.y(), m.z());
      try {
        hook.accept(message);
      } catch (RuntimeException failure) {
        hookEffects.undo();
        builder.addCarried(m, hookEffects.sinks);
        failures.failed(zoneId, tick, kinds.get(m.targetKind()).kind, m.target(), failure);
      }
    }
  }

  private ZoneState collect(TickInput in, List<SentMessage> messages, int ranges) {
    Totals totals = new Totals(world.schema().quantities().size());
    List<EmittedEvent> events = new ArrayList<>();
    carriers.carry(intake.leaving());
    convert(intake.leaving(), world.schema().avatar(), world.schema().parked());
    convert(intake.resumed(), world.schema().parked(), world.schema().avatar());
    countDespawned(totals);
    addEffects(intakeEffects, totals, messages, events);
    for (int i = 0; i < ranges; i++) {
      addEffects(steps.get(i).effects, totals, messages, events);
    }
    addEffects(hookEffects, totals, messages, events);
    List<EntityTable> tables = new ArrayList<>(kinds.size());
    for (KindTick kind : kinds) {
      EntityTable table = builder.build(kind.next, in.box(), kind);
      builder.addEntities(table, totals);
      tables.add(table);
    }
    List<SentMessage> ordered = MessageList.sorted(messages);
    builder.addMessages(ordered, totals);
    events.sort(EVENT_ORDER);
    ZoneState previous = in.previous();
    return new ZoneState(
        in.zone(),
        in.tick(),
        in.mapVersion(),
        List.copyOf(tables),
        ordered,
        List.copyOf(events),
        outcomes(),
        variables,
        in.ownIdle() ? in.box() : null,
        totals,
        previous == null ? 0 : previous.digest(),
        0);
  }

  private List<InputOutcome> outcomes() {
    if (operators.outcomes().isEmpty()) {
      return intake.outcomes();
    }
    List<InputOutcome> all = new ArrayList<>(operators.outcomes());
    all.addAll(intake.outcomes());
    all.sort(Comparator.comparing(InputOutcome::input, PlayerInput.ORDER));
    return all;
  }

  private void convert(Set<Integer> ordinals, @Nullable Kind from, @Nullable Kind to) {
    if (from != null && to != null) {
      KindTick source = kinds.get(from.index());
      for (int ordinal : ordinals) {
        if (source.stays(ordinal)) {
          source.become(ordinal, kinds.get(to.index()));
        }
      }
    }
  }

  private void countDespawned(Totals totals) {
    for (KindTick kind : kinds) {
      for (int i = 0; i < kind.view.ownCount; i++) {
        if (kind.isDespawned(i)) {
          totals.despawned++;
          totals.despawnedIdSum += Hashing.id(kind.next.id[i]);
        }
        if (kind.kind.index() < world.schema().gameKinds() && kind.idle(i)) {
          totals.idled++;
        }
      }
    }
  }

  private void addEffects(
      EffectBuffer effects, Totals totals, List<SentMessage> messages, List<EmittedEvent> events) {
    messages.addAll(effects.messages);
    events.addAll(effects.events);
    totals.violations += effects.violations;
    totals.failures += effects.failures;
    for (int q = 0; q < effects.sources.length; q++) {
      totals.sources[q] += effects.sources[q];
      totals.sinks[q] += effects.sinks[q];
    }
    for (int k = 0; k < effects.children.length; k++) {
      EntityTable made = effects.children[k];
      EntityTable next = kinds.get(k).next;
      next.ensureCapacity(next.size + made.size);
      next.copyRows(made, 0, next.size, made.size);
      next.size += made.size;
      totals.spawned += made.size;
      for (int row = 0; row < made.size; row++) {
        totals.spawnedIdSum += Hashing.id(made.id[row]);
      }
    }
  }

  /** The world's variables, as kernels see them. */
  VariableValues variables() {
    return variables;
  }

  KindTick kind(int index) {
    return kinds.get(index);
  }

  /** What can be seen of a kind. */
  KindView view(Kind kind) {
    int index = kind.index();
    if (index < 0 || index >= world.schema().gameKinds() || kinds.get(index).kind != kind) {
      throw new IllegalArgumentException("'" + kind + "' is none of this game's kinds");
    }
    return kinds.get(index).view;
  }

  void reportFailure(Kind kind, long tick, long id, Throwable failure) {
    failures.failed(zoneId, tick, kind, id, failure);
  }

  private final class Sight implements ZoneSight {
    private final long tick;
    private final List<ActorSight> sights;

    Sight(long tick) {
      this.tick = tick;
      sights = kinds.subList(0, world.schema().gameKinds()).stream().map(ActorSight::new).toList();
    }

    /** An idle zone has none, and must not wait for logic that may be missing. */
    boolean hasActors() {
      return sights.stream().anyMatch(kind -> kind.actors() > 0);
    }

    @Override
    public long zone() {
      return zoneId;
    }

    @Override
    public long tick() {
      return tick;
    }

    @Override
    public VariableValues variables() {
      return variables;
    }

    @Override
    public List<ActorSight> kinds() {
      return sights;
    }
  }

  private final class LostMessage implements RemoteGame.LostReplay {
    private final SentMessage lost;

    LostMessage(SentMessage lost) {
      this.lost = lost;
    }

    @Override
    public Message message() {
      return new MessageView(world.schema()).of(lost);
    }

    @Override
    public void violated(long times) {
      hookEffects.violations += times;
    }

    @Override
    public long target() {
      return lost.target();
    }

    @Override
    public double position(int axis) {
      return space.toUnits(axis, axis == 0 ? lost.x() : axis == 1 ? lost.y() : lost.z());
    }

    @Override
    public Draft spawn(Kind kind, double x, double y, double z) {
      return hookEffects.spawn(kind, x, y, z);
    }

    @Override
    public void emit(EventKind kind, long... arguments) {
      hookEffects.emit(kind, arguments);
    }

    @Override
    public void source(Quantity quantity, long amount) {
      hookEffects.source(quantity, amount);
    }

    @Override
    public void sink(Quantity quantity, long amount) {
      hookEffects.sink(quantity, amount);
    }
  }
}
