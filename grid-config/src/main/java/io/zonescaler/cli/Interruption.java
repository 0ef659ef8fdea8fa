package io.zonescaler.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C, or SIGTERM, for one command that has to put something away first. Left alone, the JVM
 * would end at once and report the signal; a command that has called {@link #heed} is told instead,
 * comes to its end in its own way, and the process ends with the command's own exit code.
 * Thread-safe.
 */
final class Interruption {
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook = new Thread(this::interrupt, "interruption");
  private Runnable stop = () -> {};
  private int exitCode;

  /** From here on the command is told, and is waited for. */
  void heed() {
    try {
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException alreadyStopping) {
      ask();
    }
  }

  private void interrupt() {
    ask();
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(exitCode);
  }

  /** Tells the command to come to its end, as Ctrl-C does. */
  synchronized void ask() {
    asked.countDown();
    stop.run();
  }

  /** Whether the user wants the command to end. */
  boolean isAsked() {
    return asked.getCount() == 0;
  }

  /** Has {@code action} run when the user wants the command to end; at once if that is so now. */
  synchronized void onAsked(Runnable action) {
    stop = action;
    if (isAsked()) {
      action.run();
    }
  }

  /** Waits until the user wants the command to end, but not longer than {@code most}. */
  void await(Duration most) throws InterruptedException {
    boolean ignored = asked.await(most.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** The command has ended. */
  void end(int code) {
    exitCode = code;
    ended.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException stopping) {
      // The hook ends the process.
      return;
    }
  }
}
