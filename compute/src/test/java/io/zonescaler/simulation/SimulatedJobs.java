package io.zonescaler.simulation;

import io.zonescaler.cluster.Jobs;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The thread pool of a node: runs take their time, and sometimes hang or fail. */
final class SimulatedJobs implements Jobs {
  private final EventQueue events;
  private final Random random;
  private final Scenario scenario;
  private final SimulatedNode node;

  SimulatedJobs(EventQueue events, Random random, Scenario scenario, SimulatedNode node) {
    this.events = events;
    this.random = random;
    this.scenario = scenario;
    this.node = node;
  }

  @Override
  public <T> void run(int slot, Supplier<T> work, Consumer<T> done, Consumer<Throwable> failed) {
    node.ticks();
    long delay = 1 + random.nextInt(6);
    int luck = random.nextInt(1000);
    if (luck < scenario.stuckPermille()) {
      delay = SimulatedNode.STUCK_AFTER + random.nextInt(2000);
    } else if (luck < 5 * scenario.slowPercent()) {
      delay = 20 + random.nextInt(100);
    }
    boolean fails = random.nextInt(1000) < scenario.failPermille();
    events.after(
        delay,
        () ->
            node.run(
                () -> {
                  if (fails) {
                    failed.accept(new IllegalStateException("simulated failure of a tick"));
                    return;
                  }
                  T result;
                  try {
                    result = work.get();
                  } catch (RuntimeException | StackOverflowError e) {
                    node.tickFailed(e);
                    failed.accept(e);
                    return;
                  }
                  done.accept(result);
                }));
  }
}
