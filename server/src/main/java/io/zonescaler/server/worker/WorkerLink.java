package io.zonescaler.server.worker;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.zonescaler.v1.proto.Done;
import io.zonescaler.v1.proto.Registered;
import io.zonescaler.v1.proto.Task;
import io.zonescaler.v1.proto.ToWorker;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** One worker's stream: sends it tasks, and hands on what it answers. Thread-safe. */
final class WorkerLink {
  /** The worker's stream has ended before it answered. */
  static final class Gone extends Exception {
    private static final long serialVersionUID = 1;

    Gone(String why) {
      super(why, null, false, false);
    }
  }

  private final Workers workers;
  private final StreamObserver<ToWorker> stream;
  private final Runnable kill;
  private final Map<Long, CompletableFuture<Done>> open = new ConcurrentHashMap<>();
  private final AtomicInteger load = new AtomicInteger();
  private final AtomicBoolean ending = new AtomicBoolean();
  private volatile String name = "";
  private boolean ended;

  /**
   * A stream of which nothing is known.
   *
   * @param kill ends the worker's process, if it is one that the node has started
   */
  WorkerLink(Workers workers, StreamObserver<ToWorker> stream, Runnable kill) {
    this.workers = workers;
    this.stream = stream;
    this.kill = kill;
  }

  /** The worker has said who it is: from now on it gets tasks, if there are not too many. */
  void welcome(String newName, Registered registered) {
    name = newName;
    synchronized (this) {
      if (ended) {
        return;
      }
      stream.onNext(ToWorker.newBuilder().setRegistered(registered).build());
    }
    if (!workers.add(this)) {
      end(
          Status.RESOURCE_EXHAUSTED.withDescription(
              "the node has " + Workers.MOST + " workers, or stops"));
    }
  }

  /** Tasks that it has, or is about to get. */
  int load() {
    return load.get();
  }

  void reserve() {
    load.incrementAndGet();
  }

  void release() {
    load.decrementAndGet();
  }

  /** Sends a task; the result fails with {@link Gone} if there will be no answer. */
  CompletableFuture<Done> send(Task task) {
    CompletableFuture<Done> answer = new CompletableFuture<>();
    open.put(task.getId(), answer);
    String problem = "its stream has ended";
    try {
      synchronized (this) {
        if (!ended) {
          stream.onNext(ToWorker.newBuilder().setTask(task).build());
          return answer;
        }
      }
    } catch (RuntimeException e) {
      // The stream may have been cancelled a moment ago, which is told on another thread.
      problem = e.toString();
      lost(problem);
    }
    open.remove(task.getId());
    answer.completeExceptionally(new Gone(problem));
    return answer;
  }

  /** The worker has answered. */
  void done(Done done) {
    CompletableFuture<Done> answer = open.remove(done.getId());
    if (answer == null) {
      end(
          Status.INVALID_ARGUMENT.withDescription(
              "no task " + done.getId() + " waits for an answer"));
    } else {
      answer.complete(done);
    }
  }

  /** The node ends the stream. */
  void end(Status status) {
    if (ending.compareAndSet(false, true)) {
      over(
          status.getCode() + ", " + status.getDescription(),
          () -> stream.onError(status.asRuntimeException()));
    }
  }

  /** The worker has ended the stream, or its connection is lost. */
  void lost(String why) {
    if (ending.compareAndSet(false, true)) {
      over(why, () -> {});
    }
  }

  /** The node ends the stream of a worker that does not answer. */
  void hung(Status status) {
    end(status);
    kill.run();
  }

  /** Nobody takes this worker any more when those who wait for it look for another one. */
  private void over(String why, Runnable close) {
    workers.remove(this, why);
    try {
      synchronized (this) {
        ended = true;
        close.run();
      }
    } finally {
      List.copyOf(open.values()).forEach(answer -> answer.completeExceptionally(new Gone(why)));
      open.clear();
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
