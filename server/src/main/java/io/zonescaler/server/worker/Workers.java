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
  private static final int ATTEMPTS = 3;

  private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

  private final String game;
  private final long answerNanos;
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
  boolean awaitWorker(Duration limit) {
    long nanos = limit.toNanos();
    lock.lock();
    try {
      while (links.isEmpty() && nanos > 0) {
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
      LOG.info("Logic worker {} works for game {} here, one of {}", link, game, links.size());
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
        LOG.warn("Logic worker {} is gone, {} are left: {}", link, links.size(), why);
        change.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Has a task done, by another worker if one fails on it.
   *
   * @param read checks an answer; throws {@link WrongAnswer} for one that cannot be right
   * @throws LogicUnavailable if there is no worker, or too many failed
   */
  <T> T ask(Task.Builder task, Function<Done, T> read) {
    long from = System.nanoTime();
    String problem = "";
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      long id = tasks.incrementAndGet();
      WorkerLink link = take(from);
      try {
        T result =
            read.apply(link.send(task.setId(id).build()).get(answerNanos, TimeUnit.NANOSECONDS));
        metrics.done(System.nanoTime() - from);
        return result;
      } catch (WrongAnswer e) {
        problem = "worker " + link + " gave a wrong answer: " + e.getMessage();
        link.end(Status.INVALID_ARGUMENT.withDescription(e.getMessage()));
      } catch (TimeoutException e) {
        problem = "worker " + link + " did not answer within " + answerMillis() + " ms";
        link.end(
            Status.DEADLINE_EXCEEDED.withDescription(
                "task " + id + " was not answered within " + answerMillis() + " ms"));
      } catch (ExecutionException e) {
        problem = "worker " + link + " is gone: " + reason(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new LogicUnavailable("interrupted while a worker was asked");
      } finally {
        link.release();
      }
      metrics.failed();
    }
    throw new LogicUnavailable(
        "no result from " + ATTEMPTS + " logic workers, of the last: " + problem);
  }

  private static String reason(ExecutionException e) {
    Throwable cause = e.getCause();
    return String.valueOf(cause == null ? e : cause.getMessage());
  }

  /**
   * The worker with the least to do; waits for one for a while, but not if none has been there for
   * long.
   */
  private WorkerLink take(long from) throws LogicUnavailable {
    lock.lock();
    try {
      while (links.isEmpty() || closed) {
        long now = System.nanoTime();
        long left = Math.min(answerNanos - (now - aloneSince), 2 * answerNanos - (now - from));
        if (closed || left <= 0) {
          throw new LogicUnavailable(
              closed
                  ? "the node stops"
                  : "no logic worker of game " + game + " is connected to this node; start one");
        }
        change.awaitNanos(left);
      }
      WorkerLink least =
          links.stream().min(Comparator.comparingInt(WorkerLink::load)).orElseThrow();
      // The next one among equals gets the next task.
      links.remove(least);
      links.add(least);
      least.reserve();
      return least;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LogicUnavailable("interrupted while waiting for a worker");
    } finally {
      lock.unlock();
    }
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
