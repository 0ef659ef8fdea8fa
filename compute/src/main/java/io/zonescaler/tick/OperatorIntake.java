package io.zonescaler.tick;

import io.zonescaler.game.World;
import io.zonescaler.state.EntityTable;
import io.zonescaler.state.Ids;
import io.zonescaler.state.InputOutcome;
import io.zonescaler.state.PlayerInput;
import io.zonescaler.state.VariableValues;
import io.zonescaler.world.Kind;
import io.zonescaler.world.WorldVariable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Takes in what operators ask for: other values of world variables, and that the kernels keep off
 * entities in quarantine (docs/tick.md, 0). A marker says so, an entity of the framework's own kind
 * at the same place: nothing moves the entity, so the two stay in one zone, and are stored,
 * recovered and exported like everything else.
 */
final class OperatorIntake {
  private final List<WorldVariable> variables;
  private final Kind marker;
  private final int gameKinds;
  private final List<InputOutcome> accepted = new ArrayList<>();
  private final Set<Long> released = new HashSet<>();

  OperatorIntake(World world) {
    variables = world.schema().variables();
    marker = world.schema().quarantine();
    gameKinds = world.schema().gameKinds();
  }

  /** Holds what is in quarantine, and takes in the inputs; new markers go to {@code effects}. */
  void take(List<PlayerInput> inputs, ZoneTick zone, EffectBuffer effects) {
    accepted.clear();
    released.clear();
    KindTick markers = zone.kind(marker.index());
    for (int i = 0; i < markers.view.ownCount; i++) {
      hold(markers.next, i, zone);
    }
    if (inputs.stream().noneMatch(input -> input.type().isOperators())) {
      return;
    }
    // All zones record the same change of a variable: a zone that runs all their inputs takes it
    // once.
    List<PlayerInput> ordered =
        inputs.stream()
            .filter(input -> input.type().isOperators())
            .distinct()
            .sorted(PlayerInput.ORDER)
            .toList();
    for (PlayerInput input : ordered) {
      boolean taken =
          switch (input.type()) {
            case QUARANTINE -> quarantine(input.entity(), zone, effects);
            case RELEASE -> release(input.entity(), markers);
            case SET -> VariableValues.allows(variables, input);
            default -> false;
          };
      if (taken) {
        accepted.add(new InputOutcome(input, null));
      }
    }
  }

  private void hold(EntityTable markers, int row, ZoneTick zone) {
    KindTick kind = zone.kind((int) markers.integer(marker.markedKindColumn(), row));
    long entity = markers.integer(marker.markedColumn(), row);
    int at = kind.view.find(entity, markers.x[row], markers.y[row], markers.z[row], 0);
    int ordinal = at < 0 ? -1 : kind.view.ownOrdinal(at);
    if (ordinal >= 0) {
      kind.hold(ordinal);
    }
  }

  private boolean quarantine(long entity, ZoneTick zone, EffectBuffer effects) {
    for (int k = 0; k < gameKinds; k++) {
      KindTick kind = zone.kind(k);
      for (int i = 0; i < kind.view.ownCount; i++) {
        if (kind.next.id[i] == entity && !kind.held(i)) {
          int x = kind.next.x[i];
          int y = kind.next.y[i];
          int z = kind.next.z[i];
          long id = Ids.quarantine(entity);
          effects.begin(id, x, y, z);
          effects.add(marker, id, x, y, z);
          EntityTable made = effects.children[marker.index()];
          made.setInteger(marker.markedColumn(), made.size - 1, entity);
          made.setInteger(marker.markedKindColumn(), made.size - 1, k);
          kind.hold(i);
          return true;
        }
      }
    }
    return false;
  }

  private boolean release(long entity, KindTick markers) {
    for (int i = 0; i < markers.view.ownCount; i++) {
      if (markers.next.integer(marker.markedColumn(), i) == entity && released.add(entity)) {
        markers.despawn(i);
        return true;
      }
    }
    return false;
  }

  List<InputOutcome> outcomes() {
    return accepted;
  }
}
