package io.zonescaler.grid;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread on which a node's state machine lives: runs what it is given, in order, and a
 * timer in between.
 */
final class NodeLoop implements Executor, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NodeLoop.class);

  private final LinkedBlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();
  private final Runnable timer;
  private final long periodNanos;
  private final Thread thread;
  private volatile boolean closed;

  NodeLoop(String name, Runnable timer, long periodMillis) {
    this.timer = timer;
    periodNanos = TimeUnit.MILLISECONDS.toNanos(periodMillis);
    thread = new Thread(this::run, name);
  }

  void start() {
    thread.start();
  }

  @Override
  public void execute(Runnable task) {
    queue.add(task);
  }

  private void run() {
    long next = System.nanoTime();
    while (!closed) {
      long wait = next - System.nanoTime();
      @Nullable Runnable task = null;
      try {
        task = wait > 0 ? queue.poll(wait, TimeUnit.NANOSECONDS) : null;
      } catch (InterruptedException e) {
        return;
      }
      if (task != null) {
        runGuarded(task);
      } else {
        next = System.nanoTime() + periodNanos;
        runGuarded(timer);
        drain();
      }
    }
  }

  /** A timer that takes long must not starve the queue. */
  private void drain() {
    for (Runnable task = queue.poll(); task != null && !closed; task = queue.poll()) {
      runGuarded(task);
    }
  }

  private static void runGuarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.error("A step of the node failed; it goes on with the next", e);
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
