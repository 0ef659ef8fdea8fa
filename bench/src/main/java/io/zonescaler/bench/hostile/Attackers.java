package io.zonescaler.bench.hostile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A process that does all hostile inputs at the same time, over and over, and says what it got.
 * Arguments: host:port for players, host:port of the dashboard, the players' secret, seconds, and
 * milliseconds between two of the same input. Ends with 1 if an answer was not as it should be.
 */
public final class Attackers {
  private static final long LAST_SECONDS = 60;

  /** What became of an input. */
  private static final class Score {
    final HostileInput input;
    final AtomicLong times = new AtomicLong();
    volatile String wrong = "";

    Score(HostileInput input) {
      this.input = input;
    }
  }

  private final long pauseMillis;
  private volatile boolean stopped;

  private Attackers(long pauseMillis) {
    this.pauseMillis = pauseMillis;
  }

  /** Runs it. */
  public static void main(String[] args) throws InterruptedException {
    List<HostileInput> inputs = HostileInputs.of(args[0], args[1], args[2]);
    System.err.println("  " + inputs.size() + " hostile inputs");
    boolean held = new Attackers(Long.parseLong(args[4])).attack(inputs, Long.parseLong(args[3]));
    System.exit(held ? 0 : 1);
  }

  /** Every input by a thread of its own; whether all answers were as they should be. */
  private boolean attack(List<HostileInput> inputs, long seconds) throws InterruptedException {
    List<Score> scores = inputs.stream().map(Score::new).toList();
    List<Thread> threads = new ArrayList<>();
    for (Score score : scores) {
      Thread thread = new Thread(() -> repeat(score), "hostile");
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
    TimeUnit.SECONDS.sleep(seconds);
    stopped = true;
    for (Thread thread : threads) {
      thread.join(TimeUnit.SECONDS.toMillis(LAST_SECONDS));
    }
    return tell(scores);
  }

  private void repeat(Score score) {
    while (!stopped) {
      String answer;
      try {
        answer = score.input.attack().run();
        TimeUnit.MILLISECONDS.sleep(pauseMillis);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (Exception e) {
        answer = "it fails: " + e;
      }
      score.times.incrementAndGet();
      if (!score.input.isAnswered(answer)) {
        score.wrong = answer;
      }
    }
  }

  private static boolean tell(List<Score> scores) {
    boolean held = true;
    long all = 0;
    for (Score score : scores) {
      HostileInput input = score.input;
      boolean holds = score.wrong.isEmpty() && score.times.get() > 0;
      held &= holds;
      all += score.times.get();
      System.out.printf(
          Locale.ROOT,
          "%-6s %6d  %-63s %s%n",
          holds ? "holds" : "FAILS",
          score.times.get(),
          input.name(),
          holds ? input.answer() : "asked " + input.answer() + ", got " + score.wrong);
    }
    System.out.printf(Locale.ROOT, "%d inputs, %d times in all%n", scores.size(), all);
    return held;
  }
}
