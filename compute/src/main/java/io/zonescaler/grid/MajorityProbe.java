package io.zonescaler.grid;

import java.io.Serial;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteException;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.lang.IgniteRunnable;

/**
 * Asks whether a majority of the baseline is there, now: Ignite's own view of the membership is
 * seconds old (invariant I2). Dead members count in the denominator, the plan's phantom does not.
 */
public final class MajorityProbe {
  /**
   * Name of the thread pool that answers, so that kernels that fill the other pools do not look
   * like dead nodes.
   */
  public static final String EXECUTOR = "zonescaler-probe";

  private static final long PAUSE_MILLIS = 50;

  private final Ignite ignite;
  private final long timeoutMillis;
  private final Executor loop;

  /**
   * A probe of an active grid, whose nodes all have an executor configured of the name {@link
   * #EXECUTOR}.
   *
   * @param timeoutMillis how long to wait for answers, 1 or more
   * @param loop where results are told
   */
  public MajorityProbe(Ignite ignite, long timeoutMillis, Executor loop) {
    this.ignite = ignite;
    this.timeoutMillis = timeoutMillis;
    this.loop = loop;
  }

  /**
   * Sends the questions, and tells once whether a majority has answered; that it has not is told
   * after a pause, as whoever asks will ask again.
   */
  public void probe(Consumer<Boolean> done) {
    Set<String> members = GridMembers.baseline(ignite);
    List<ClusterNode> asked =
        ignite.cluster().forServers().nodes().stream()
            .filter(node -> members.contains(node.consistentId().toString()))
            .toList();
    Count count = new Count(members.size() / 2 + 1, asked.size(), answer -> tell(answer, done));
    if (asked.isEmpty()) {
      tell(false, done);
    }
    for (ClusterNode node : asked) {
      if (node.isLocal()) {
        loop.execute(() -> count.answer(true));
      } else {
        ask(node, count);
      }
    }
  }

  private void tell(boolean majority, Consumer<Boolean> done) {
    if (majority) {
      loop.execute(() -> done.accept(true));
    } else {
      CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS, loop)
          .execute(() -> done.accept(false));
    }
  }

  private void ask(ClusterNode node, Count count) {
    try {
      ignite
          .compute(ignite.cluster().forNode(node))
          .withExecutor(EXECUTOR)
          .withTimeout(timeoutMillis)
          .withNoFailover()
          .runAsync(new Answer())
          .listenAsync(
              finished -> {
                boolean answered = true;
                try {
                  finished.get();
                } catch (IgniteException e) {
                  answered = false;
                }
                count.answer(answered);
              },
              loop);
    } catch (IgniteException e) {
      loop.execute(() -> count.answer(false));
    }
  }

  /** Counts answers and tells the result once. */
  private static final class Count {
    private final int needed;
    private final AtomicInteger outstanding;
    private final AtomicInteger positive = new AtomicInteger();
    private final AtomicBoolean told = new AtomicBoolean();
    private final Consumer<Boolean> done;

    Count(int needed, int asked, Consumer<Boolean> done) {
      this.needed = needed;
      this.outstanding = new AtomicInteger(asked);
      this.done = done;
    }

    void answer(boolean positiveAnswer) {
      int sum = positiveAnswer ? positive.incrementAndGet() : positive.get();
      boolean last = outstanding.decrementAndGet() == 0;
      if ((sum >= needed || last) && told.compareAndSet(false, true)) {
        done.accept(sum >= needed);
      }
    }
  }

  /** Being run is the answer. */
  private static final class Answer implements IgniteRunnable {
    @Serial private static final long serialVersionUID = 1;

    @Override
    public void run() {
      // nothing to do
    }
  }
}
