package io.zonescaler.server.bots;

import io.zonescaler.server.bots.BotReport.Percentiles;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** What all bots of a fleet count together. Thread-safe. */
final class BotTally {
  private static final long LONGEST_MICROS = TimeUnit.HOURS.toMicros(1);

  final LongAdder sent = new LongAdder();
  final LongAdder acked = new LongAdder();
  final LongAdder refused = new LongAdder();
  final LongAdder updates = new LongAdder();
  final LongAdder bytes = new LongAdder();
  final LongAdder updateBytes = new LongAdder();
  final LongAdder changed = new LongAdder();
  final LongAdder skipped = new LongAdder();
  final LongAdder reconnects = new LongAdder();
  final LongAdder resumed = new LongAdder();
  final LongAdder begunAnew = new LongAdder();
  final AtomicLong connected = new AtomicLong();
  final AtomicReference<String> firstRefusal = new AtomicReference<>("");
  final AtomicReference<String> firstTrouble = new AtomicReference<>("");
  private final Histogram ackMicros = new ConcurrentHistogram(LONGEST_MICROS, 3);
  private final Histogram gapMicros = new ConcurrentHistogram(LONGEST_MICROS, 3);

  void ack(long nanos) {
    ackMicros.recordValue(Math.min(LONGEST_MICROS, nanos / 1000));
  }

  void longestGap(long nanos) {
    gapMicros.recordValue(Math.min(LONGEST_MICROS, nanos / 1000));
  }

  BotReport report(long lost, long doubled, long open) {
    return new BotReport(
        (int) connected.get(),
        sent.sum(),
        acked.sum(),
        lost,
        doubled,
        open,
        refused.sum(),
        updates.sum(),
        bytes.sum(),
        updateBytes.sum(),
        changed.sum(),
        skipped.sum(),
        Percentiles.ofMicros(ackMicros),
        Percentiles.ofMicros(gapMicros),
        reconnects.sum(),
        resumed.sum(),
        begunAnew.sum(),
        String.valueOf(firstRefusal.get()),
        String.valueOf(firstTrouble.get()));
  }
}
