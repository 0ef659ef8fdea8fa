package io.zonescaler.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonescaler.cluster.SlowTicks.Cause;
import io.zonescaler.cluster.SlowTicks.SlowTick;
import io.zonescaler.game.World;
import io.zonescaler.verify.Drifters;
import io.zonescaler.verify.InMemoryCluster;
import io.zonescaler.zone.ZoneMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which ticks count as slow at 20 per second, and what is said to have kept them. */
class SlowTicksTest {
  private static final long DUE = 1_000_000;
  private static final int BUDGET = 50;

  private final World world = World.of(new Drifters());
  private final InMemoryCluster cluster =
      new InMemoryCluster(world, ZoneMap.uniform(world.space(), 2, 2), 2);
  private final SlowTicks log = new SlowTicks(cluster);

  @AfterEach
  void stop() {
    cluster.close();
  }

  /** Tick 7 of zone 1, with the millis that each part took, in their order. */
  private static TickTimes tick(
      long behind, long loop, long wait, long queue, long kernel, long gather, long commit) {
    long[] at = LongStream.of(behind, loop, wait, queue, kernel, gather, commit).toArray();
    for (int i = 0; i < at.length; i++) {
      at[i] += i == 0 ? DUE : at[i - 1];
    }
    return new TickTimes(
        1, 7, DUE, at[0], at[1], at[2], at[3], at[4], at[5], at[6], TickTimes.NOBODY, 0, 0);
  }

  private static TickTimes with(TickTimes t, long awaited, long stalled, long exchange) {
    return new TickTimes(
        t.zone(),
        t.tick(),
        t.dueMillis(),
        t.freeMillis(),
        t.lookedMillis(),
        t.readyMillis(),
        t.ranMillis(),
        t.madeMillis(),
        t.writtenMillis(),
        t.safeMillis(),
        awaited,
        stalled,
        exchange);
  }

  private static TickTimes at(TickTimes t, long tick) {
    return new TickTimes(
        t.zone(),
        tick,
        t.dueMillis(),
        t.freeMillis(),
        t.lookedMillis(),
        t.readyMillis(),
        t.ranMillis(),
        t.madeMillis(),
        t.writtenMillis(),
        t.safeMillis(),
        t.awaited(),
        t.stalledMillis(),
        t.exchangeMillis());
  }

  private static Cause cause(TickTimes times) {
    return SlowTicks.cause(times, BUDGET);
  }

  @Test
  void theLongestPartIsTheCause() {
    assertThat(cause(tick(0, 40, 10, 0, 5, 5, 5))).isEqualTo(Cause.STALL);
    assertThat(cause(with(tick(0, 0, 40, 0, 5, 5, 5), 2, 0, 0))).isEqualTo(Cause.SOURCE);
    assertThat(cause(with(tick(0, 0, 40, 0, 5, 5, 5), TickTimes.CLOCK, 0, 0)))
        .isEqualTo(Cause.CLOCK);
    assertThat(cause(tick(0, 0, 10, 30, 5, 5, 5))).isEqualTo(Cause.QUEUE);
    assertThat(cause(tick(0, 0, 10, 0, 35, 5, 5))).isEqualTo(Cause.KERNEL);
    assertThat(cause(tick(0, 0, 20, 0, 25, 8, 20))).as("gathering is part").isEqualTo(Cause.COMMIT);
  }

  @Test
  void aStalledLoopIsTheCauseWhateverWasUnderWay() {
    TickTimes slow = tick(0, 0, 0, 0, 100, 0, 0);
    assertThat(cause(with(slow, 0, 49, 0))).isEqualTo(Cause.KERNEL);
    assertThat(cause(with(slow, 0, 50, 100))).isEqualTo(Cause.STALL);
  }

  @Test
  void anExchangeIsTheCauseOfWhatNeedsTheGridOnly() {
    assertThat(cause(with(tick(0, 0, 0, 0, 10, 0, 90), 0, 0, 50))).isEqualTo(Cause.EXCHANGE);
    assertThat(cause(with(tick(0, 0, 0, 90, 10, 0, 0), 0, 0, 50))).isEqualTo(Cause.EXCHANGE);
    assertThat(cause(with(tick(0, 0, 0, 0, 10, 0, 90), 0, 0, 49))).isEqualTo(Cause.COMMIT);
    assertThat(cause(with(tick(0, 0, 0, 0, 90, 0, 10), 0, 0, 100))).isEqualTo(Cause.KERNEL);
  }

  @Test
  void aTickIsSlowWhenTheNextOneIsDueAlready() {
    log.ticked(tick(0, 0, 0, 0, 50, 0, 0));
    assertThat(log.newest()).isEmpty();
    log.ticked(tick(0, 0, 0, 0, 51, 0, 0));
    assertThat(log.newest()).hasSize(1);
  }

  @Test
  void whatTheTickBeforeHasLeftHasItsCause() {
    log.ticked(with(tick(0, 0, 190, 0, 5, 0, 5), 2, 0, 0));
    log.ticked(at(tick(150, 0, 0, 0, 5, 0, 5), 8));
    log.ticked(at(tick(110, 0, 0, 0, 90, 0, 5), 9));
    log.ticked(at(tick(155, 0, 0, 0, 5, 0, 5), 10));
    assertThat(log.newest())
        .extracting(SlowTick::cause)
        .containsExactly(Cause.KERNEL, Cause.KERNEL, Cause.SOURCE, Cause.SOURCE);
    assertThat(log.newest()).extracting(SlowTick::source).containsExactly(0L, 0L, 2L, 2L);
    assertThat(log.count(Cause.SOURCE)).isEqualTo(2);
    assertThat(log.count(Cause.COMMIT)).isZero();
  }

  @Test
  void aZoneThatComesLateToThisNodeWasTakenOver() {
    log.ticked(tick(700, 0, 0, 0, 5, 0, 5));
    log.ticked(at(tick(660, 0, 0, 0, 5, 0, 5), 8));
    log.ticked(at(tick(600, 0, 0, 0, 5, 0, 5), 12));
    assertThat(log.newest()).extracting(SlowTick::cause).containsOnly(Cause.TAKEOVER);
  }

  @Test
  void theNewestAreKept() {
    for (int tick = 1; tick <= 300; tick++) {
      log.ticked(at(tick(0, 0, 0, 0, 60, 0, 0), tick));
    }
    assertThat(log.newest()).hasSize(200);
    assertThat(log.newest().get(0).times().tick()).isEqualTo(300);
    assertThat(log.newest().get(199).times().tick()).isEqualTo(101);
    assertThat(log.count(Cause.KERNEL)).isEqualTo(300);
  }
}
