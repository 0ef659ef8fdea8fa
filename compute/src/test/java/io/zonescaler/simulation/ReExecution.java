package io.zonescaler.simulation;

import io.zonescaler.game.World;
import io.zonescaler.simulation.SimulationCheck.Truth;
import io.zonescaler.state.EmittedEvent;
import io.zonescaler.state.InputOutcome;
import io.zonescaler.state.PlayerInput;
import io.zonescaler.state.Totals;
import io.zonescaler.state.ZoneState;
import io.zonescaler.tick.RangeRunner;
import io.zonescaler.tick.StartPopulation;
import io.zonescaler.tick.TickInput;
import io.zonescaler.tick.ZoneTick;
import io.zonescaler.world.Box;
import io.zonescaler.zone.Zone;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * Runs the world again as a single zone from the recorded inputs, and compares tick by tick
 * (invariants I3, I4, I7).
 */
final class ReExecution {
  private static final Comparator<InputOutcome> ORDER =
      Comparator.comparing(InputOutcome::input, PlayerInput.ORDER);

  private static final Comparator<EmittedEvent> EVENT_ORDER =
      Comparator.comparingLong(EmittedEvent::entity).thenComparingInt(EmittedEvent::ordinal);

  private final Scenario scenario;
  private final SimulationCheck check;
  private final Map<Long, Long> commands = new HashMap<>();

  ReExecution(Scenario scenario, SimulationCheck check) {
    this.scenario = scenario;
    this.check = check;
  }

  void check(long lastTick) {
    World world = scenario.world();
    Box bounds = world.space().bounds();
    ZoneTick engine =
        new ZoneTick(world, RangeRunner.single(), (zone, tick, kind, id, failure) -> {});
    ZoneState state = new StartPopulation(world).of(1, 1, bounds);
    compare(state, recorded(0));
    for (long tick = 1; tick <= lastTick; tick++) {
      List<ZoneState> recorded = recorded(tick);
      List<PlayerInput> inputs = new ArrayList<>();
      List<Box> idle = new ArrayList<>();
      for (ZoneState part : recorded) {
        part.inputs().forEach(outcome -> inputs.add(outcome.input()));
        Box box = part.idleBox();
        if (box != null) {
          idle.add(box);
        }
      }
      state =
          engine.run(new TickInput(1, bounds, 1, tick, List.of(state), state, inputs, idle, false));
      compare(state, recorded);
      followCommands(state);
    }
  }

  private List<ZoneState> recorded(long tick) {
    List<ZoneState> parts = new ArrayList<>();
    for (Zone zone : check.mapAt(tick).zones()) {
      Truth truth = check.truth(zone.id(), tick);
      if (truth != null) {
        parts.add(truth.state());
      }
    }
    return parts;
  }

  private void compare(ZoneState expected, List<ZoneState> parts) {
    Totals sum = new Totals(scenario.world().schema().quantities().size());
    List<InputOutcome> outcomes = new ArrayList<>();
    List<EmittedEvent> events = new ArrayList<>();
    for (ZoneState part : parts) {
      sum.add(part.totals());
      outcomes.addAll(part.inputs());
      if (!part.variables().equals(expected.variables())) {
        check.fail(
            "I3: at tick "
                + expected.tick()
                + " zone "
                + part.zone()
                + " has the variables "
                + part.variables()
                + ", a single zone "
                + expected.variables());
      }
      events.addAll(part.events());
    }
    outcomes.sort(ORDER);
    // A variable is set in every zone, and once for the world.
    outcomes = outcomes.stream().filter(new HashSet<InputOutcome>()::add).toList();
    if (!sum.equals(expected.totals())) {
      check.fail(
          "I3/I4: at tick "
              + expected.tick()
              + " the cluster has "
              + Arrays.toString(sum.toArray())
              + ", a single zone "
              + Arrays.toString(expected.totals().toArray()));
    }
    if (!outcomes.equals(expected.inputs())) {
      check.fail(
          "I3: at tick "
              + expected.tick()
              + " the cluster took in "
              + outcomes
              + ", a single zone "
              + expected.inputs());
    }
    events.sort(EVENT_ORDER);
    if (!events.equals(expected.events())) {
      check.fail("I3: at tick " + expected.tick() + " the events are not those of a single zone");
    }
  }

  /** Every player's commands are consumed once, in order, as they were sent. */
  private void followCommands(ZoneState state) {
    for (InputOutcome outcome : state.inputs()) {
      PlayerInput input = outcome.input();
      if (input.type() == PlayerInput.Type.COMMAND) {
        long last = commands.getOrDefault(input.player(), 0L);
        byte[] sent = SimulatedPlayer.payload(input.player(), input.number());
        if (input.number() != last + 1 || !Arrays.equals(sent, input.payload())) {
          check.fail(
              "I5: at tick "
                  + state.tick()
                  + " "
                  + input
                  + " is consumed, the last one was "
                  + last);
        }
        commands.put(input.player(), input.number());
      }
    }
  }
}
