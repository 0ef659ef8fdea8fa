package io.zonescaler.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonescaler.game.Game;
import io.zonescaler.game.World;
import io.zonescaler.oracle.KitchenSinkGame;
import io.zonescaler.oracle.KitchenSinkPlayers;
import io.zonescaler.oracle.OracleEntity;
import io.zonescaler.oracle.OracleWorld;
import io.zonescaler.state.EmittedEvent;
import io.zonescaler.state.EntityTable;
import io.zonescaler.state.Hashing;
import io.zonescaler.state.InputOutcome;
import io.zonescaler.state.PlayerInput;
import io.zonescaler.state.SentMessage;
import io.zonescaler.state.VariableValues;
import io.zonescaler.state.ZoneState;
import io.zonescaler.tick.RangeRunner;
import io.zonescaler.world.Box;
import io.zonescaler.world.Column;
import io.zonescaler.world.Kind;
import io.zonescaler.world.Space;
import io.zonescaler.world.WorldSettings;
import io.zonescaler.zone.ZoneMap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The fast engine, in any cut, against the slow, obvious and independent one: equal at every tick,
 * in everything (I3, I4, I8).
 */
class OracleAgreementTest {
  private static ExecutorService pool;

  @BeforeAll
  static void startPool() {
    pool = Executors.newFixedThreadPool(3);
  }

  @AfterAll
  static void stopPool() {
    pool.shutdownNow();
  }

  static Stream<Arguments> worlds() {
    return Stream.of(1L, 2L, 3L, 4L)
        .flatMap(
            seed ->
                Stream.of(1, 4, 9)
                    .flatMap(
                        zones ->
                            Stream.of(false, true).map(deep -> Arguments.of(seed, zones, deep))));
  }

  @ParameterizedTest(name = "seed {0}, {1} zones, 3D {2}")
  @MethodSource("worlds")
  void everyCutAgreesWithTheOracleAtEveryTick(long seed, int zones, boolean deep) {
    Game game = new KitchenSinkGame();
    WorldSettings settings =
        (deep ? KitchenSinkGame.deep() : KitchenSinkGame.flat()).seed(seed).build();
    World world = World.of(game, settings);
    SplittableRandom random = new SplittableRandom(seed * 31 + zones);
    ZoneMap map =
        zones == 1
            ? ZoneMap.uniform(world.space(), 1, 64)
            : ZoneMap.random(world.space(), zones, 64, random);
    RandomBorders borders = new RandomBorders(random, zones);
    RangeRunner runner = zones == 4 ? RangeRunner.pooled(pool, 3, 5) : RangeRunner.single();
    LocalWorld local = new LocalWorld(world, map, runner, (zone, tick, kind, id, failure) -> {});
    OracleWorld oracle = new OracleWorld(game, settings);
    KitchenSinkPlayers players = new KitchenSinkPlayers(seed, 8);
    local.populate();
    oracle.populate();
    assertThat(local.totals()).as("tick 0").isEqualTo(oracle.totals());
    long quarantined = 0;
    long carried = 0;
    long carriedPlayers = 0;
    for (int t = 1; t <= 60; t++) {
      List<PlayerInput> inputs = new ArrayList<>(players.inputs(t));
      inputs.addAll(operators(oracle, random));
      List<Box> idle = random.nextInt(8) == 0 ? List.of(someBox(world.space(), random)) : List.of();
      oracle.tick(inputs, idle);
      players.observe(oracle.accepted());
      quarantined += oracle.accepted().stream().filter(o -> o.input().type().isOperators()).count();
      carried += carried(oracle, world.schema().carried(KitchenSinkGame.CRITTER));
      carriedPlayers += carried(oracle, world.schema().carried(KitchenSinkGame.HERO));
      local.tick(inputs, idle, zones > 1 && t % 3 == 0 ? borders.change(local.map()) : local.map());
      String when = "seed " + seed + ", tick " + t + ", " + local.map().size() + " zones";
      assertThat(firstDifference(local, oracle)).as(when).isEmpty();
      assertThat(local.totals().toArray()).as(when).isEqualTo(oracle.totals().toArray());
      assertThat(sorted(local, ZoneState::messages, SentMessage::toString))
          .as(when)
          .isEqualTo(oracle.messages().stream().map(SentMessage::toString).sorted().toList());
      assertThat(sorted(local, ZoneState::events, EmittedEvent::toString))
          .as(when)
          .isEqualTo(oracle.events().stream().map(EmittedEvent::toString).sorted().toList());
      for (ZoneState state : local.states()) {
        assertThat(state.variables())
            .as(when)
            .isEqualTo(VariableValues.of(oracle.variable("weather"), oracle.variable("wind")));
      }
      assertThat(inputsOfTheWorld(local))
          .as(when)
          .isEqualTo(oracle.accepted().stream().map(InputOutcome::toString).sorted().toList());
    }
    assertThat(quarantined).isGreaterThan(30);
    assertThat(carried).isGreaterThan(1000);
    assertThat(carriedPlayers).isGreaterThan(20);
  }

  private static long carried(OracleWorld oracle, Kind twin) {
    return oracle.entities().values().stream().filter(e -> e.kind() == twin).count();
  }

  /** Operators who put entities into quarantine and let them out, also such that are not there. */
  private static List<PlayerInput> operators(OracleWorld oracle, SplittableRandom random) {
    List<PlayerInput> inputs = new ArrayList<>();
    List<OracleEntity> all = List.copyOf(oracle.entities().values());
    for (int i = random.nextInt(4); i > 0; i--) {
      OracleEntity some = all.get(random.nextInt(all.size()));
      inputs.add(PlayerInput.ofOperator(PlayerInput.Type.QUARANTINE, some.id()));
    }
    for (OracleEntity entity : all) {
      if (entity.kind().role() == Kind.Role.QUARANTINE && random.nextInt(10) == 0) {
        long marked = entity.integer(entity.kind().markedColumn());
        inputs.add(PlayerInput.ofOperator(PlayerInput.Type.RELEASE, marked));
        if (random.nextBoolean()) {
          inputs.add(PlayerInput.ofOperator(PlayerInput.Type.RELEASE, marked));
          inputs.add(PlayerInput.ofOperator(PlayerInput.Type.QUARANTINE, marked));
        }
      }
    }
    inputs.add(PlayerInput.ofOperator(PlayerInput.Type.RELEASE, random.nextLong()));
    inputs.addAll(variables(random));
    return inputs;
  }

  /** What all zones took in; a variable is set in every zone, and once for the world. */
  private static List<String> inputsOfTheWorld(LocalWorld local) {
    return local.states().stream()
        .flatMap(state -> state.inputs().stream())
        .map(InputOutcome::toString)
        .distinct()
        .sorted()
        .toList();
  }

  /** Operators who set world variables, also to what they cannot be, and some that do not exist. */
  private static List<PlayerInput> variables(SplittableRandom random) {
    List<PlayerInput> inputs = new ArrayList<>();
    if (random.nextInt(4) == 0) {
      PlayerInput weather = PlayerInput.ofVariable(0, random.nextInt(-2, 12));
      inputs.add(weather);
      inputs.add(random.nextBoolean() ? weather : PlayerInput.ofVariable(0, 9));
      inputs.add(
          PlayerInput.ofVariable(1, Double.doubleToLongBits(random.nextDouble() * 2.5 - 1.25)));
      inputs.add(PlayerInput.ofVariable(1, Double.doubleToLongBits(Double.NaN)));
      inputs.add(PlayerInput.ofVariable(random.nextInt(2, 9), 1));
      inputs.add(PlayerInput.ofVariable(-1, 1));
    }
    return inputs;
  }

  private static String firstDifference(LocalWorld local, OracleWorld oracle) {
    for (ZoneState state : local.states()) {
      for (EntityTable table : state.tables()) {
        for (int row = 0; row < table.size; row++) {
          OracleEntity expected = oracle.entities().get(table.id[row]);
          if (expected == null) {
            return "too many: " + table.kind + " " + Long.toHexString(table.id[row]);
          }
          if (expected.hash() != Hashing.entity(table, row)) {
            StringBuilder found =
                new StringBuilder(table.kind + " at " + table.x[row] + "," + table.y[row]);
            for (Column c : table.kind.columns()) {
              found.append(' ').append(c.name()).append('=');
              found.append(c.storage() == Column.Storage.BYTES ? "" : table.real(c, row));
            }
            return found + " should be " + expected;
          }
        }
      }
    }
    return "";
  }

  private interface Part<T> {
    List<T> of(ZoneState state);
  }

  private interface Text<T> {
    String of(T value);
  }

  private static <T> List<String> sorted(LocalWorld local, Part<T> part, Text<T> text) {
    List<String> all = new ArrayList<>();
    for (ZoneState state : local.states()) {
      part.of(state).forEach(v -> all.add(text.of(v)));
    }
    all.sort(Comparator.naturalOrder());
    return all;
  }

  private static Box someBox(Space space, SplittableRandom random) {
    int x = random.nextInt(space.bounds().maxX());
    int y = random.nextInt(space.bounds().maxY());
    return new Box(
        x,
        y,
        0,
        x + space.bounds().maxX() / 2,
        y + space.bounds().maxY() / 2,
        space.bounds().maxZ());
  }
}
