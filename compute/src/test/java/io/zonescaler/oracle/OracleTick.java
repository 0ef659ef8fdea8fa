package io.zonescaler.oracle;

import io.zonescaler.game.Failure;
import io.zonescaler.state.EmittedEvent;
import io.zonescaler.state.Ids;
import io.zonescaler.state.InputOutcome;
import io.zonescaler.state.PlayerInput;
import io.zonescaler.state.SentMessage;
import io.zonescaler.state.Totals;
import io.zonescaler.world.Box;
import io.zonescaler.world.Column;
import io.zonescaler.world.Kind;
import io.zonescaler.world.MessageKind;
import io.zonescaler.world.Quantity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** One tick of the whole world, step by step as numbered in docs/tick.md. */
final class OracleTick {
  /** Canonical order of messages. */
  static final Comparator<SentMessage> MESSAGE_ORDER =
      Comparator.comparingLong(SentMessage::sender)
          .thenComparingLong(SentMessage::sentTick)
          .thenComparingInt(SentMessage::ordinal);

  final SortedMap<Long, OracleEntity> entities = new TreeMap<>();
  final List<SentMessage> messages = new ArrayList<>();
  final List<EmittedEvent> events = new ArrayList<>();
  final Totals totals;

  private final OracleWorld world;
  private final List<Box> idleBoxes;
  private final OracleInputs inputs;
  private final Map<Long, List<SentMessage>> delivered = new TreeMap<>();
  private final List<OracleUndeliverable> undeliverable = new ArrayList<>();
  private final List<PlayerInput> operators = new ArrayList<>();
  private final Set<Long> held = new TreeSet<>();
  private final Set<Long> released = new TreeSet<>();

  OracleTick(OracleWorld world, List<Box> idleBoxes) {
    this.world = world;
    this.idleBoxes = List.copyOf(idleBoxes);
    inputs = new OracleInputs(world, this);
    totals = new Totals(world.schema().quantities().size());
  }

  void run(List<PlayerInput> given) {
    takeOperators(given);
    deliverMessages();
    inputs.take(given);
    for (Map.Entry<Long, OraclePlayer> player : inputs.players.entrySet()) {
      if (held.contains(player.getKey())) {
        player.getValue().commands.forEach(command -> command.refuse(Failure.QUARANTINE));
      }
    }
    inputs.made.forEach(this::spawned);
    totals.failures += inputs.failures;
    totals.violations += inputs.violations;
    for (int i = 0; i < totals.sources.length; i++) {
      for (OracleEntity avatar : inputs.equipped) {
        totals.sources[i] += held(avatar, world.schema().quantities().get(i));
      }
    }
    for (OracleEntity entity : world.entities().values()) {
      carryOn(entity);
    }
    handOutUndeliverable();
    messages.sort(MESSAGE_ORDER);
    events.sort(
        Comparator.comparingLong(EmittedEvent::entity).thenComparingInt(EmittedEvent::ordinal));
    addUp();
  }

  List<InputOutcome> accepted() {
    List<InputOutcome> all =
        new ArrayList<>(inputs.accepted.stream().map(OracleCommand::outcome).toList());
    operators.forEach(input -> all.add(new InputOutcome(input, null)));
    all.sort(Comparator.comparing(InputOutcome::input, PlayerInput.ORDER));
    return all;
  }

  // 0. Operators

  private void takeOperators(List<PlayerInput> given) {
    for (OracleEntity marker : world.all(world.schema().quarantine())) {
      OracleEntity there = world.entities().get(marked(marker));
      if (there != null && there.kind().index() == marker.integer(markedKind())) {
        held.add(there.id());
      }
    }
    List<PlayerInput> ordered = new ArrayList<>(given);
    ordered.sort(PlayerInput.ORDER);
    for (PlayerInput input : ordered) {
      OracleEntity entity = world.entities().get(input.entity());
      OracleEntity marker = world.entities().get(Ids.quarantine(input.entity()));
      if (input.type() == PlayerInput.Type.QUARANTINE
          && entity != null
          && world.isGameKind(entity.kind())
          && held.add(entity.id())) {
        OracleEntity made =
            new OracleEntity(
                Ids.quarantine(entity.id()),
                world.schema().quarantine(),
                entity.x(),
                entity.y(),
                entity.z());
        made.setOwn("$entity", entity.id());
        made.setOwn("$kind", entity.kind().index());
        spawned(made);
        operators.add(input);
      } else if (input.type() == PlayerInput.Type.RELEASE
          && marker != null
          && released.add(marker.id())) {
        operators.add(input);
      } else if (input.type() == PlayerInput.Type.SET && isPossible(input)) {
        world.set(world.schema().variables().get((int) input.variable()).name(), input.bits());
        if (!operators.contains(input)) {
          operators.add(input);
        }
      }
    }
  }

  private boolean isPossible(PlayerInput input) {
    return input.variable() >= 0
        && input.variable() < world.schema().variables().size()
        && world.schema().variables().get((int) input.variable()).allows(input.bits());
  }

  private Column markedKind() {
    return world.schema().quarantine().markedKindColumn();
  }

  private long marked(OracleEntity marker) {
    return marker.integer(world.schema().quarantine().markedColumn());
  }

  boolean isIdle(int x, int y, int z) {
    return idleBoxes.stream().anyMatch(box -> box.contains(x, y, z));
  }

  boolean isIdle(OracleEntity entity) {
    return isIdle(entity.x(), entity.y(), entity.z());
  }

  // 1. Messages

  private void deliverMessages() {
    List<SentMessage> due = new ArrayList<>(world.messages());
    due.sort(MESSAGE_ORDER);
    for (SentMessage sent : due) {
      if (sent.way() != null) {
        travel(sent);
        continue;
      }
      OracleEntity target = world.entities().get(sent.target());
      boolean present = target != null && target.kind().index() == sent.targetKind();
      if (present ? isIdle(target) : isIdle(sent.x(), sent.y(), sent.z())) {
        messages.add(sent);
      } else if (present && held.contains(target.id())) {
        int[] place = {target.x(), target.y(), target.z()};
        undeliverable.add(new OracleUndeliverable(world, sent, place));
      } else if (present) {
        delivered.computeIfAbsent(sent.target(), id -> new ArrayList<>()).add(sent);
      } else {
        int[] lastPlace = {sent.x(), sent.y(), sent.z()};
        undeliverable.add(new OracleUndeliverable(world, sent, lastPlace));
      }
    }
  }

  private void travel(SentMessage sent) {
    int[] at = {sent.way().x(), sent.way().y(), sent.way().z()};
    int[] to = {sent.x(), sent.y(), sent.z()};
    if (isIdle(at[0], at[1], at[2])) {
      messages.add(sent);
      return;
    }
    if (!Arrays.equals(at, to)) {
      int[] next = nearer(at, to, world.space().step());
      messages.add(sent.at(new SentMessage.Way(next[0], next[1], next[2])));
      return;
    }
    OracleEntity target = world.entities().get(sent.target());
    boolean near =
        target != null
            && target.kind().index() == sent.targetKind()
            && Math.sqrt(
                    square(target.x() - to[0])
                        + square(target.y() - to[1])
                        + square(target.z() - to[2]))
                <= world.space().radius();
    if (near) {
      messages.add(sent.returnedAt(target.x(), target.y(), target.z()));
    } else {
      undeliverable.add(new OracleUndeliverable(world, sent.returnedAt(to[0], to[1], to[2]), to));
    }
  }

  private static double square(double a) {
    return a * a;
  }

  /**
   * The place after a straight step, cut towards zero on each axis, or one quantum along the
   * longest.
   */
  private static int[] nearer(int[] at, int[] to, int step) {
    double[] way = new double[3];
    int longest = 0;
    for (int axis = 0; axis < 3; axis++) {
      way[axis] = (double) to[axis] - at[axis];
      longest = Math.abs(way[axis]) > Math.abs(way[longest]) ? axis : longest;
    }
    double length = Math.sqrt(square(way[0]) + square(way[1]) + square(way[2]));
    if (length <= step) {
      return to;
    }
    int[] next = new int[3];
    for (int axis = 0; axis < 3; axis++) {
      double part = way[axis] * step / length;
      next[axis] = at[axis] + (int) (part < 0 ? Math.ceil(part) : Math.floor(part));
    }
    if (Arrays.equals(next, at)) {
      next[longest] += way[longest] > 0 ? 1 : -1;
    }
    return next;
  }

  // 3. Kernels

  private void carryOn(OracleEntity entity) {
    boolean runs = world.isGameKind(entity.kind());
    if (released.contains(entity.id())) {
      totals.despawned++;
      totals.despawnedIdSum += OracleWorld.idHash(entity);
    } else if (isIdle(entity)) {
      totals.idled += runs ? 1 : 0;
      write(entity);
    } else if (runs && !held.contains(entity.id())) {
      runKernel(entity);
    } else if (entity.isCarried()) {
      write(inputs.finished(entity, further(entity)));
    } else {
      write(inputs.finished(entity, entity));
    }
  }

  private void runKernel(OracleEntity entity) {
    OraclePlayer player = inputs.players.get(entity.id());
    List<OracleCommand> commands = player == null ? List.of() : player.commands;
    List<SentMessage> mail = delivered.getOrDefault(entity.id(), List.of());
    OracleStep step = new OracleStep(world, entity, mail, commands);
    try {
      world.game().tick(step);
    } catch (Exception | StackOverflowError e) {
      totals.failures++;
      commands.forEach(command -> command.refuse(Failure.REFUSAL));
      int[] place = {entity.x(), entity.y(), entity.z()};
      mail.forEach(sent -> undeliverable.add(new OracleUndeliverable(world, sent, place)));
      write(inputs.finished(entity, entity));
      return;
    }
    apply(step.outcome);
    if (step.outcome.despawned) {
      totals.despawned++;
      totals.despawnedIdSum += OracleWorld.idHash(entity);
    } else {
      write(inputs.finished(entity, departed(step)));
    }
  }

  /** What a kernel has written, as carried if it teleports. */
  private OracleEntity departed(OracleStep step) {
    int[] to = step.outcome.destination;
    Kind carried = world.schema().carried(step.kind());
    if (to == null || carried == null) {
      return step.written();
    }
    OracleEntity departed = step.written().copyAs(carried);
    departed.setOwn("$toX", to[0]);
    departed.setOwn("$toY", to[1]);
    departed.setOwn("$toZ", to[2]);
    return departed;
  }

  // 4. Carried entities

  /** A carried entity a step further; as what it was if it is there then. */
  private OracleEntity further(OracleEntity entity) {
    int[] at = {entity.x(), entity.y(), entity.z()};
    int[] to = {
      (Integer) entity.value("$toX"), (Integer) entity.value("$toY"), (Integer) entity.value("$toZ")
    };
    int[] next = nearer(at, to, world.space().step());
    OracleEntity moved = entity.copy();
    if (Arrays.equals(next, to)) {
      moved = entity.copyAs(original(entity.kind()));
    }
    moved.moveTo(next[0], next[1], next[2]);
    return moved;
  }

  private Kind original(Kind carried) {
    return world.schema().kinds().stream()
        .filter(kind -> world.isGameKind(kind) && world.schema().carried(kind) == carried)
        .findFirst()
        .orElseThrow();
  }

  // 5. Undeliverable messages

  private void handOutUndeliverable() {
    undeliverable.sort(Comparator.comparing(OracleUndeliverable::sent, MESSAGE_ORDER));
    for (OracleUndeliverable lost : undeliverable) {
      try {
        world.game().undeliverable(lost);
      } catch (Exception | StackOverflowError e) {
        totals.failures++;
        for (int i = 0; i < world.schema().quantities().size(); i++) {
          totals.sinks[i] += carried(lost.sent(), world.schema().quantities().get(i));
        }
        continue;
      }
      apply(lost.outcome);
    }
  }

  // 6. Written

  private void apply(OracleOutcome outcome) {
    outcome.spawned.forEach(this::spawned);
    messages.addAll(outcome.sent);
    events.addAll(outcome.emitted);
    totals.violations += outcome.violations;
    for (int i = 0; i < world.schema().quantities().size(); i++) {
      String quantity = world.schema().quantities().get(i).name();
      totals.sources[i] += outcome.sources.getOrDefault(quantity, 0L);
      totals.sinks[i] += outcome.sinks.getOrDefault(quantity, 0L);
    }
  }

  /** Writes an entity that is new in this tick. */
  void spawned(OracleEntity entity) {
    totals.spawned++;
    totals.spawnedIdSum += OracleWorld.idHash(entity);
    write(entity);
  }

  private void write(OracleEntity entity) {
    if (entities.put(entity.id(), entity) != null) {
      throw new IllegalStateException("two entities have the id of " + entity);
    }
  }

  // 7. Totals

  void addUp() {
    totals.entities = entities.size();
    totals.messages = messages.size();
    for (OracleEntity entity : entities.values()) {
      totals.hash += entity.hash();
      totals.idSum += OracleWorld.idHash(entity);
    }
    for (SentMessage sent : messages) {
      totals.hash += sent.stableHash();
    }
    List<Quantity> quantities = world.schema().quantities();
    for (int i = 0; i < quantities.size(); i++) {
      Quantity quantity = quantities.get(i);
      for (OracleEntity entity : entities.values()) {
        totals.amounts[i] += held(entity, quantity);
      }
      for (SentMessage sent : messages) {
        totals.amounts[i] += carried(sent, quantity);
      }
    }
  }

  private static long held(OracleEntity entity, Quantity quantity) {
    Kind kind = entity.kind();
    return kind.columns().stream()
        .filter(column -> quantity.equals(column.conserved()))
        .mapToLong(entity::integer)
        .sum();
  }

  private long carried(SentMessage sent, Quantity quantity) {
    MessageKind kind = world.schema().messages().get(sent.kind());
    long sum = 0;
    for (int at = 0; at < kind.arguments().size(); at++) {
      if (quantity.equals(kind.conserved(at))) {
        sum += sent.argument(at);
      }
    }
    return sum;
  }
}
