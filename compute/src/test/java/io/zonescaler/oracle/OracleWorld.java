package io.zonescaler.oracle;

import io.zonescaler.game.Game;
import io.zonescaler.math.StableHash;
import io.zonescaler.state.EmittedEvent;
import io.zonescaler.state.InputOutcome;
import io.zonescaler.state.PlayerInput;
import io.zonescaler.state.SentMessage;
import io.zonescaler.state.Totals;
import io.zonescaler.world.Box;
import io.zonescaler.world.Kind;
import io.zonescaler.world.Schema;
import io.zonescaler.world.Space;
import io.zonescaler.world.WorldSettings;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A whole world as one zone, advanced tick by tick exactly as docs/tick.md says: what a faster
 * engine must agree with. Searches compare all pairs, so keep worlds below a few thousand entities.
 * For one thread.
 */
public final class OracleWorld {
  private final Game game;
  private final WorldSettings settings;
  private final Schema schema;
  private final Space space;
  private long tick = -1;
  private SortedMap<Long, OracleEntity> entities = new TreeMap<>();
  private final Map<String, Long> variables = new TreeMap<>();
  private Map<Integer, List<OracleEntity>> byKind = Map.of();
  private List<SentMessage> messages = List.of();
  private List<EmittedEvent> events = List.of();
  private List<InputOutcome> accepted = List.of();
  private Totals totals;

  /** An empty world; call {@link #populate()} next. */
  public OracleWorld(Game game, WorldSettings settings) {
    this.game = game;
    this.settings = settings;
    schema = game.schema();
    space = new Space(settings);
    totals = new Totals(schema.quantities().size());
    schema.variables().forEach(v -> variables.put(v.name(), v.initial()));
  }

  /** Makes the start population: the state of tick 0. */
  public void populate() {
    if (tick >= 0) {
      throw new IllegalStateException("the world is populated already, it is at tick " + tick);
    }
    OracleTick start = new OracleTick(this, List.of());
    for (int cell = 0; cell < space.cellsX() * space.cellsY() * space.cellsZ(); cell++) {
      OraclePopulation population = new OraclePopulation(this, cell);
      game.populate(population);
      population.outcome().spawned.forEach(start::spawned);
    }
    start.addUp();
    become(start);
  }

  /**
   * Advances the world by one tick.
   *
   * @param inputs what players want, in any order; see {@link #accepted()} for what was taken
   * @param idleBoxes where the kernels do not run in this tick
   * @return the sums of the new tick
   */
  public Totals tick(List<PlayerInput> inputs, List<Box> idleBoxes) {
    if (tick < 0) {
      throw new IllegalStateException("the world is not populated yet, call populate() first");
    }
    OracleTick next = new OracleTick(this, idleBoxes);
    next.run(inputs);
    become(next);
    return totals;
  }

  private void become(OracleTick next) {
    entities = next.entities;
    byKind =
        entities.values().stream().collect(Collectors.groupingBy(entity -> entity.kind().index()));
    messages = List.copyOf(next.messages);
    events = List.copyOf(next.events);
    accepted = next.accepted();
    totals = next.totals;
    tick++;
  }

  /** The tick of the present state; -1 before {@link #populate()}. */
  public long tick() {
    return tick;
  }

  /** The tick being made. */
  long next() {
    return tick + 1;
  }

  /** All entities by id. */
  public SortedMap<Long, OracleEntity> entities() {
    return Collections.unmodifiableSortedMap(entities);
  }

  /** All entities of a kind, in order of id. */
  List<OracleEntity> all(Kind kind) {
    return byKind.getOrDefault(kind.index(), List.of());
  }

  /** Messages sent in this tick or still pending, in canonical order. */
  public List<SentMessage> messages() {
    return messages;
  }

  /** Events of this tick, by (entity, ordinal). */
  public List<EmittedEvent> events() {
    return events;
  }

  /** Inputs that this tick took in, in canonical order. */
  public List<InputOutcome> accepted() {
    return accepted;
  }

  /** Sums of this tick. */
  public Totals totals() {
    return totals;
  }

  /** The geometry. */
  public Space space() {
    return space;
  }

  /** The game's declarations. */
  public Schema schema() {
    return schema;
  }

  /** The world's settings. */
  public WorldSettings settings() {
    return settings;
  }

  Game game() {
    return game;
  }

  /** Value of a world variable, as bits. */
  public long variable(String name) {
    return variables.get(name);
  }

  void set(String variable, long bits) {
    variables.put(variable, bits);
  }

  static long idHash(OracleEntity entity) {
    return StableHash.mix64(entity.id());
  }

  /** Whether the game declared the kind; the framework's own are parked avatars and homes. */
  boolean isGameKind(Kind kind) {
    return schema.kinds().subList(0, schema.gameKinds()).contains(kind);
  }

  void requireGameKind(Kind kind) {
    if (!isGameKind(kind)) {
      throw new IllegalArgumentException("'" + kind + "' is not among the kinds of the game");
    }
  }

  void requireSpawnable(Kind kind) {
    requireGameKind(kind);
    if (kind.role() != Kind.Role.ENTITY) {
      throw new IllegalArgumentException("only a JOIN makes entities of kind '" + kind + "'");
    }
  }

  void requireDeclared(Object used, List<?> declared) {
    if (!declared.contains(used)) {
      throw new IllegalArgumentException("'" + used + "' is not declared in the game's schema");
    }
  }
}
