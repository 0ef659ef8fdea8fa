package io.zonescaler.grid;

import io.zonescaler.cluster.Jobs;
import java.io.Serial;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCompute;
import org.apache.ignite.IgniteException;
import org.apache.ignite.lang.IgniteRunnable;
import org.jspecify.annotations.Nullable;

/**
 * Jobs as affinity-collocated compute jobs on a slot's partition, which cannot be evicted while
 * they run. Work stays in this JVM: a job whose slot has moved away by the time it starts fails
 * instead of running elsewhere.
 */
public final class SlotJobs implements Jobs {
  private static final int MOST_STACK = 800;
  private static final List<String> CACHES = List.of(GridCaches.FRAMES);

  /** Name of the thread pool that runs kernels. */
  public static final String KERNELS = "zonescaler-kernels";

  private final IgniteCompute kernels;
  private final IgniteCompute compute;
  private final Executor loop;
  private final Map<Integer, Thread> running = new ConcurrentHashMap<>();

  /**
   * Jobs of an active grid's node, which has an executor configured of the name {@link #KERNELS};
   * results come on {@code loop}.
   */
  public SlotJobs(Ignite ignite, Executor loop) {
    compute = ignite.compute();
    kernels = ignite.compute().withExecutor(KERNELS);
    this.loop = loop;
  }

  @Override
  public <T> void run(int slot, Supplier<T> work, Consumer<T> done, Consumer<Throwable> failed) {
    run(kernels, slot, work, done, failed);
  }

  @Override
  public <T> void runAside(
      int slot, Supplier<T> work, Consumer<T> done, Consumer<Throwable> failed) {
    run(compute, slot, work, done, failed);
  }

  @Override
  public String whereabouts(int slot) {
    Thread thread = running.get(slot);
    if (thread == null) {
      return "";
    }
    StringBuilder text = new StringBuilder();
    for (StackTraceElement element : thread.getStackTrace()) {
      if (text.length() < MOST_STACK) {
        text.append("\n  at ").append(element);
      }
    }
    return text.toString();
  }

  private <T> void run(
      IgniteCompute pool,
      int slot,
      Supplier<T> work,
      Consumer<T> done,
      Consumer<Throwable> failed) {
    Call<T> call =
        new Call<>(
            () -> {
              Thread thread = Thread.currentThread();
              running.put(slot, thread);
              try {
                return work.get();
              } finally {
                running.remove(slot, thread);
              }
            });
    try {
      pool.affinityRunAsync(CACHES, slot, new Job(call))
          .listenAsync(
              finished -> {
                try {
                  finished.get();
                } catch (IgniteException e) {
                  failed.accept(call.failure != null ? call.failure : new NotHere(slot, e));
                  return;
                }
                call.deliver(slot, done, failed);
              },
              loop);
    } catch (IgniteException e) {
      loop.execute(() -> failed.accept(new NotHere(slot, e)));
    }
  }

  /** The work and its outcome; written by the job before its future completes, read after. */
  private static final class Call<T> {
    private final Supplier<T> work;
    private volatile @Nullable T result;
    private volatile @Nullable Throwable failure;

    Call(Supplier<T> work) {
      this.work = work;
    }

    void run() {
      try {
        result = work.get();
      } catch (Throwable e) {
        failure = e;
      }
    }

    void deliver(int slot, Consumer<T> done, Consumer<Throwable> failed) {
      Throwable thrown = failure;
      T value = result;
      if (thrown != null) {
        failed.accept(thrown);
      } else if (value != null) {
        done.accept(value);
      } else {
        failed.accept(new NotHere(slot, null));
      }
    }
  }

  /** What Ignite runs. It loses its work if it is sent to another node. */
  private static final class Job implements IgniteRunnable {
    @Serial private static final long serialVersionUID = 1;

    private final transient @Nullable Call<?> call;

    Job(Call<?> call) {
      this.call = call;
    }

    @Override
    public void run() {
      if (call != null) {
        call.run();
      }
    }
  }
}
