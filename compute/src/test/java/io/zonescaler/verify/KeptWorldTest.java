package io.zonescaler.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonescaler.game.World;
import io.zonescaler.oracle.KitchenSinkGame;
import io.zonescaler.oracle.KitchenSinkPlayers;
import io.zonescaler.state.InputOutcome;
import io.zonescaler.state.PlayerInput;
import io.zonescaler.state.ZoneState;
import io.zonescaler.tick.KeptWorld;
import io.zonescaler.tick.RangeRunner;
import io.zonescaler.world.Box;
import io.zonescaler.zone.ZoneMap;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A world that begins again from what was kept of it is the same world, however it is cut. */
class KeptWorldTest {
  private static final int KEPT_AT = 30;

  @ParameterizedTest(name = "from {0} to {1} zones, 3D {2}")
  @CsvSource({"1,9,false", "9,4,false", "4,1,true", "6,6,true"})
  void goesOnAsIfNothingHadHappened(int zones, int zonesAfter, boolean deep) {
    World world =
        World.of(
            new KitchenSinkGame(),
            (deep ? KitchenSinkGame.deep() : KitchenSinkGame.flat()).seed(zones).build());
    KitchenSinkPlayers players = new KitchenSinkPlayers(zones, 8);
    LocalWorld first = local(world, zones);
    first.populate();
    for (long tick = 1; tick <= KEPT_AT; tick++) {
      tick(players, tick, first);
    }
    // A part of the world is idle, so that old messages wait in it.
    Box idle = first.map().zones().get(0).box();
    first.tick(List.of(), List.of(idle));

    KeptWorld kept = KeptWorld.of(world, List.copyOf(first.states()));
    LocalWorld second = local(world, zonesAfter);
    second.begin(kept);
    assertThat(kept.messages()).isNotEmpty();
    assertThat(second.tick()).isEqualTo(first.tick());
    assertThat(second.totals().hash).isEqualTo(first.totals().hash);
    assertThat(second.totals().amounts).isEqualTo(first.totals().amounts);
    for (long tick = first.tick() + 1; tick <= 2 * KEPT_AT; tick++) {
      tick(players, tick, first, second);
      assertThat(second.totals()).as("tick %s", tick).isEqualTo(first.totals());
    }
  }

  @Test
  void zonesThatDisagreeAboutTheWorldsVariablesMakeNoTick() {
    World world = World.of(new KitchenSinkGame(), KitchenSinkGame.flat().build());
    LocalWorld calm = local(world, 4);
    calm.populate();
    calm.tick(List.of(), List.of());
    LocalWorld windy = local(world, 4);
    windy.populate();
    windy.tick(List.of(PlayerInput.ofVariable(0, 5)), List.of());
    List<ZoneState> mixed = new ArrayList<>(calm.states());
    mixed.set(0, List.copyOf(windy.states()).get(0));
    calm.resume(mixed);
    assertThatThrownBy(() -> calm.tick(List.of(), List.of()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("have different world variables at tick 1");
  }

  private static void tick(KitchenSinkPlayers players, long tick, LocalWorld... worlds) {
    List<PlayerInput> inputs = players.inputs(tick);
    for (LocalWorld world : worlds) {
      world.tick(inputs, List.of());
    }
    List<InputOutcome> accepted = new ArrayList<>();
    worlds[0].states().stream().map(ZoneState::inputs).forEach(accepted::addAll);
    players.observe(accepted);
  }

  private static LocalWorld local(World world, int zones) {
    return new LocalWorld(
        world,
        ZoneMap.uniform(world.space(), zones, 64),
        RangeRunner.single(),
        (zone, tick, kind, id, failure) -> {});
  }

  @Test
  void statesOfSeveralTicksAreNoWorld() {
    World world = World.of(new Drifters());
    LocalWorld local = local(world, 1);
    local.populate();
    ZoneState start = local.states().iterator().next();
    local.tick(List.of(), List.of());
    ZoneState next = local.states().iterator().next();
    assertThatThrownBy(() -> KeptWorld.of(world, List.of(start, next)))
        .hasMessageContaining("1@0, 1@1");
    assertThatThrownBy(() -> KeptWorld.of(world, List.of())).hasMessageContaining("one tick");
  }
}
