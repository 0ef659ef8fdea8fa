package io.zonescaler.grid;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread on which a node's state machine lives: runs what it is given, in order, and a
 * timer when it is due. It sleeps until then, so an idle node costs next to nothing.
 */
final class NodeLoop implements Executor, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NodeLoop.class);

  /** So that many tasks do not keep the timer from running. */
  private static final int MOST_TASKS_AT_ONCE = 256;

  private final LinkedBlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();
  private final Runnable timer;
  private final LongSupplier wakeMillis;
  private final LongSupplier clockMillis;
  private final Consumer<Error> broken;
  private final Thread thread;
  private volatile boolean closed;

  /**
   * A loop that is not running yet.
   *
   * @param timer is run whenever it is due
   * @param wakeMillis when the timer is due next, by {@code clockMillis}; asked on the loop, before
   *     it sleeps
   * @param clockMillis a clock, in milliseconds
   * @param broken is told of an error that has ended the loop
   */
  NodeLoop(
      String name,
      Runnable timer,
      LongSupplier wakeMillis,
      LongSupplier clockMillis,
      Consumer<Error> broken) {
    this.timer = timer;
    this.wakeMillis = wakeMillis;
    this.clockMillis = clockMillis;
    this.broken = broken;
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
    while (!closed) {
      long wake = wakeMillis.getAsLong();
      Runnable task;
      try {
        task = queue.poll(wake - clockMillis.getAsLong(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        return;
      }
      for (int i = 1; task != null && !closed; i++) {
        runGuarded(task);
        task = i < MOST_TASKS_AT_ONCE ? queue.poll() : null;
      }
      if (clockMillis.getAsLong() >= wake) {
        runGuarded(timer);
      }
    }
  }

  private void runGuarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.error("A step of the node failed; it goes on with the next", e);
    } catch (Error e) {
      // A node that is there but does nothing would be worse than one that is gone (I5).
      closed = true;
      broken.accept(e);
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
