package io.zonescaler.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonescaler.cluster.ClusterView;
import io.zonescaler.cluster.ControlRecord;
import io.zonescaler.cluster.ControlRecord.MapInForce;
import io.zonescaler.cluster.NodeListener;
import io.zonescaler.cluster.NodeMessage;
import io.zonescaler.cluster.Ownership;
import io.zonescaler.cluster.WorldAccess;
import io.zonescaler.game.World;
import io.zonescaler.oracle.KitchenSinkGame;
import io.zonescaler.state.PlayerInput;
import io.zonescaler.state.ZoneState;
import io.zonescaler.tick.RangeRunner;
import io.zonescaler.zone.ZoneMap;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RehearsalTest {
  private static final int ZONES = 3;

  private final World world = world(7);
  private final ZoneMap map = ZoneMap.uniform(world.space(), ZONES, ZONES);

  private static World world(long seed) {
    return World.of(new KitchenSinkGame(), KitchenSinkGame.flat().seed(seed).build());
  }

  private LocalWorld local(World of) {
    return new LocalWorld(of, map, RangeRunner.single(), (zone, tick, kind, id, failure) -> {});
  }

  @Test
  void ticksOfTheRunningWorldAreMadeAgainWithTheSameResult() throws InterruptedException {
    LocalWorld running = local(world);
    running.populate();
    Running access = new Running();
    Thread others =
        new Thread(
            () -> {
              for (int tick = 0; tick < 20; tick++) {
                access.tell(running);
                running.tick(List.of(), List.of());
              }
            });
    others.start();
    int made = new Rehearsal(access).run(Duration.ofSeconds(3));
    others.join();
    assertThat(made).isGreaterThanOrEqualTo(10 * ZONES);
    assertThat(access.interested).isEmpty();
  }

  @Test
  void aNodeThatComputesAnotherWorldIsFound() {
    LocalWorld running = local(world);
    running.populate();
    // The same zones one tick later, as a world of another seed has them.
    LocalWorld other = local(world(8));
    other.populate();
    other.tick(List.of(), List.of());
    Running access = new Running();
    Thread others =
        new Thread(
            () -> {
              access.tell(running);
              access.tell(other);
            });
    others.start();
    assertThatThrownBy(() -> new Rehearsal(access).run(Duration.ofSeconds(3)))
        .isInstanceOf(Rehearsal.Differs.class)
        .hasMessageContaining("at tick 1");
  }

  /** A node of a running world, as far as a rehearsal looks at it. */
  private final class Running implements WorldAccess {
    private volatile NodeListener listener = new NodeListener() {};
    private volatile boolean listening;
    private volatile Set<Long> interested = Set.of();

    void tell(LocalWorld from) {
      try {
        for (int i = 0; i < 5000 && (!listening || interested.isEmpty()); i++) {
          Thread.sleep(1);
        }
        Thread.sleep(30);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      for (ZoneState state : from.states()) {
        listener.released(state, new byte[0], false);
      }
    }

    @Override
    public World world() {
      return world;
    }

    @Override
    public String node() {
      return "joiner";
    }

    @Override
    public ControlRecord control() {
      return new ControlRecord(
          1, 1, false, 1000, Long.MAX_VALUE, 0, 0, List.of(new MapInForce(0, map)));
    }

    @Override
    public Ownership ownership() {
      return Ownership.none();
    }

    @Override
    public ClusterView view() {
      return new ClusterView(1);
    }

    @Override
    public void listen(NodeListener newListener) {
      listener = newListener;
      listening = true;
    }

    @Override
    public void unlisten(NodeListener oldListener) {
      listening = false;
    }

    @Override
    public void interest(Object holder, Set<Long> zones) {
      interested = zones;
    }

    @Override
    public void submit(long zone, List<PlayerInput> inputs) {}

    @Override
    public void locate(long player) {}

    @Override
    public void quarantine(long entity, boolean release) {}

    @Override
    public void steer(NodeMessage.Steering steering, long argument) {}
  }
}
