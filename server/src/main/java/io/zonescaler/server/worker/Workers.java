package io.zonescaler.server.worker;

import io.grpc.Status;
import io.zonescaler.game.LogicUnavailable;
import io.zonescaler.v1.proto.Done;
import io.zonescaler.v1.proto.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The logic workers of a node's game, and who works on what. A task depends on nothing but its
 * content: whoever fails on it, another one that does it comes to the same result. Thread-safe.
 */
public final class Workers implements AutoCloseable {
  /** Most workers of a node at a time. */
  static final int MOST = 256;

  /** A task that so many workers have failed on is given up. */
  private static final int FAULTS = 2;

  /** Tasks that a worker has at a time: one to do, and the next at hand. */
  private static final int MOST_AT_ONCE = 2;

  private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

  private final String game;
  private volatile long answerNanos;
  private final WorkerMetrics metrics = new WorkerMetrics();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition change = lock.newCondition();
  private final List<WorkerLink> links = new ArrayList<>();
  private final AtomicLong tasks = new AtomicLong();
  private long aloneSince = System.nanoTime();
  private boolean closed;

  /**
   * No workers yet.
   *
   * @param game name of the game that they are for
   * @param answerMillis how long a worker has for a task, and how long a task waits for a worker
   */
  public Workers(String game, int answerMillis) {
    this.game = game;
    answerNanos = TimeUnit.MILLISECONDS.toNanos(answerMillis);
  }

  /** From now on workers may come. */
  void open() {
    metrics.count(this::count);
  }

  /** Number of workers. */
  public int count() {
    lock.lock();
    try {
      return links.size();
    } finally {
      lock.unlock();
    }
  }

  /** Whether there is a worker, within so long. */
  public boolean awaitWorker(Duration limit) {
    long nanos = limit.toNanos();
    lock.lock();
    try {
      while (links.isEmpty() && nanos > 0 && !closed) {
        nanos = change.awaitNanos(nanos);
      }
      return !links.isEmpty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** From now on a worker has so long for a task. */
  public void answerWithin(Duration limit) {
    answerNanos = limit.toNanos();
  }

  int answerMillis() {
    return (int) TimeUnit.NANOSECONDS.toMillis(answerNanos);
  }

  /** A worker that is ready; false if there are too many. */
  boolean add(WorkerLink link) {
    lock.lock();
    try {
      if (closed || links.size() >= MOST) {
        return false;
      }
      links.add(link);
      change.signalAll();
      LOG.atInfo()
          .addKeyValue("worker", link.toString())
          .log("Logic worker {} works for game {} here, one of {}", link, game, links.size());
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** A worker whose stream has ended. */
  void remove(WorkerLink link, String why) {
    lock.lock();
    try {
      if (links.remove(link)) {
        aloneSince = links.isEmpty() ? System.nanoTime() : aloneSince;
        LOG.atWarn()
            .addKeyValue("worker", link.toString())
            .log("Logic worker {} is gone, {} are left: {}", link, links.size(), why);
        change.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Has a task done, by another worker if one fails on it. Takes at most two and a half times as
   * long as a worker has for a task: one may have to be found out to hang, then another one works.
   *
   * @param what it is about, for logs
   * @param read checks an answer; throws {@link WrongAnswer} for one that cannot be right
   * @throws LogicUnavailable if there is no worker
   * @throws FaultyTask if workers fail on it
   * @throws LogicFailure if the game does
   */
  <T> T ask(String what, Task.Builder task, Function<Done, T> read) {
    long from = System.nanoTime();
    String problem = "";
    for (int faults = 0; faults < FAULTS; ) {
      long id = tasks.incrementAndGet();
      WorkerLink link = take(from + answerNanos * 3 / 2, problem);
      try {
        T result =
            read.apply(link.send(task.setId(id).build()).get(answerNanos, TimeUnit.NANOSECONDS));
        metrics.done(System.nanoTime() - from);
        return result;
      } catch (LogicFailure e) {
        throw e;
      } catch (ExecutionException e) {
        // It may have failed on another task: that says nothing about this one.
        remove(link, "it has ended");
        problem = "worker " + link + " is gone: " + reason(e);
      } catch (TimeoutException e) {
        faults++;
        problem = "worker " + link + " did not answer within " + answerMillis() + " ms";
        link.hung(
            Status.DEADLINE_EXCEEDED.withDescription(
                what + " was not answered within " + answerMillis() + " ms"));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new LogicUnavailable("interrupted while a worker was asked");
      } catch (RuntimeException e) {
        faults++;
        String wrong = e instanceof WrongAnswer ? e.getMessage() : e.toString();
        problem = "worker " + link + " gave a wrong answer: " + wrong;
        link.end(Status.INVALID_ARGUMENT.withDescription(what + ": " + wrong));
      } finally {
        release(link);
      }
      metrics.failed();
    }
    throw new FaultyTask(what + ": " + FAULTS + " logic workers failed, the last: " + problem);
  }

  private static String reason(ExecutionException e) {
    Throwable cause = e.getCause();
    return String.valueOf(cause == null ? e : cause.getMessage());
  }

  private void release(WorkerLink link) {
    lock.lock();
    try {
      link.release();
      change.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * The worker with the least to do; waits for one that has time, but not if none has been there
   * for long.
   */
  private WorkerLink take(long until, String before) {
    lock.lock();
    try {
      while (true) {
        WorkerLink least =
            links.stream().min(Comparator.comparingInt(WorkerLink::load)).orElse(null);
        if (least != null && least.load() < MOST_AT_ONCE && !closed) {
          // The next one among equals gets the next task.
          links.remove(least);
          links.add(least);
          least.reserve();
          return least;
        }
        long now = System.nanoTime();
        long left = until - now;
        if (least == null) {
          left = Math.min(left, answerNanos - (now - aloneSince));
        }
        if (closed || left <= 0) {
          throw new LogicUnavailable(missing(least) + (before.isEmpty() ? "" : "; " + before));
        }
        change.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LogicUnavailable("interrupted while waiting for a worker");
    } finally {
      lock.unlock();
    }
  }

  private String missing(@Nullable WorkerLink busy) {
    if (closed) {
      return "the node stops";
    }
    return busy == null
        ? "no logic worker of game " + game + " is connected to this node; start one"
        : "no logic worker of game " + game + " had time for so long; start more of them";
  }

  @Override
  public void close() {
    List<WorkerLink> open;
    lock.lock();
    try {
      closed = true;
      open = List.copyOf(links);
      change.signalAll();
    } finally {
      lock.unlock();
    }
    open.forEach(link -> link.end(Status.UNAVAILABLE.withDescription("the node stops")));
    metrics.close();
  }
}
