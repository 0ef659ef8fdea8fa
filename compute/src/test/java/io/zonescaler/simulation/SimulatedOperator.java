package io.zonescaler.simulation;

import io.zonescaler.cluster.NodeMessage;
import io.zonescaler.simulation.SimulationCheck.Truth;
import io.zonescaler.state.EntityTable;
import io.zonescaler.world.Kind;
import io.zonescaler.zone.Zone;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * An operator who puts entities into quarantine and lets them out again, and sets world variables,
 * at any node.
 */
final class SimulatedOperator {
  private final SimulatedCluster cluster;
  private final Random random;

  SimulatedOperator(SimulatedCluster cluster) {
    this.cluster = cluster;
    random = new Random(~cluster.scenario.seed());
    later();
    laterSet();
  }

  private void later() {
    cluster.events.after(200 + random.nextInt(2000), this::act);
  }

  private void laterSet() {
    cluster.events.after(random.nextInt(2500), this::set);
  }

  private void set() {
    List<String> members = cluster.topology.mainMembers();
    if (!members.isEmpty()) {
      SimulatedNode asked = cluster.nodes.get(members.get(random.nextInt(members.size())));
      NodeMessage message =
          random.nextBoolean()
              ? new NodeMessage.SetVariable(0, random.nextInt(10))
              : new NodeMessage.SetVariable(1, Double.doubleToLongBits(random.nextDouble()));
      cluster.events.note(() -> asked.name + " is asked for " + message);
      asked.link().broadcast(message);
    }
    laterSet();
  }

  private void act() {
    long tick = cluster.check.slowest();
    List<Zone> zones = cluster.check.mapAt(tick).zones();
    long zone = zones.get(random.nextInt(zones.size())).id();
    Truth truth = tick < 0 ? null : cluster.check.truth(zone, tick);
    List<String> members = cluster.topology.mainMembers();
    EntityTable table = truth == null ? null : someTable(truth);
    if (table != null && !members.isEmpty()) {
      int row = random.nextInt(table.size);
      Kind kind = table.kind;
      boolean release = kind.role() == Kind.Role.QUARANTINE;
      long entity = release ? table.integer(kind.markedColumn(), row) : table.id[row];
      SimulatedNode asked = cluster.nodes.get(members.get(random.nextInt(members.size())));
      asked.link().broadcast(new NodeMessage.Quarantine(entity, release));
    }
    later();
  }

  private @Nullable EntityTable someTable(Truth truth) {
    List<EntityTable> tables =
        truth.state().tables().stream().filter(table -> table.size > 0).toList();
    return tables.isEmpty() ? null : tables.get(random.nextInt(tables.size()));
  }
}
