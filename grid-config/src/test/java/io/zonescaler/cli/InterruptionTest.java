package io.zonescaler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a command hears; that the process waits for it is in the tests with processes. */
class InterruptionTest {
  private final Interruption interruption = new Interruption();
  private final AtomicInteger stopped = new AtomicInteger();

  @Test
  void aCommandIsTold() throws InterruptedException {
    interruption.heed();
    interruption.onAsked(stopped::incrementAndGet);
    interruption.await(Duration.ofMillis(1));
    assertThat(interruption.isAsked()).isFalse();
    assertThat(stopped).hasValue(0);
    interruption.ask();
    interruption.await(Duration.ofDays(1));
    assertThat(interruption.isAsked()).isTrue();
    assertThat(stopped).hasValue(1);
    interruption.end(0);
  }

  @Test
  void whatBeginsAfterItWasAskedStopsAtOnce() {
    interruption.ask();
    interruption.onAsked(stopped::incrementAndGet);
    assertThat(stopped).hasValue(1);
  }
}
