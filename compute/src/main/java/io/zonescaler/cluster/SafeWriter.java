package io.zonescaler.cluster;

import io.zonescaler.cluster.FrameStore.BatchOutcome;
import io.zonescaler.cluster.FrameStore.Outcome;
import io.zonescaler.cluster.FrameStore.Result;
import io.zonescaler.cluster.FrameStore.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Writes values and tells only when they are <i>safe</i> (invariant I2): acknowledged by live
 * backups within one unchanged topology; or else written again to all live copies and followed by a
 * probe, sent after that write returned, that a majority of the baseline has answered.
 */
final class SafeWriter {
  private final FrameStore store;
  private final Link link;

  SafeWriter(FrameStore store, Link link) {
    this.store = store;
    this.link = link;
  }

  /**
   * Writes a batch. {@code done} gets one outcome per write; {@code STORED} means stored and safe.
   * It is not called before that is known: while there is no majority it is not called at all, and
   * the caller stays where it is.
   */
  void write(List<Write> batch, Consumer<List<Outcome>> done) {
    store.write(batch, outcome -> settle(batch, outcome, done));
  }

  private void settle(List<Write> batch, BatchOutcome outcome, Consumer<List<Outcome>> done) {
    boolean unknown = outcome.outcomes().stream().anyMatch(o -> o.result() == Result.UNKNOWN);
    if (outcome.backedUp() && !unknown) {
      done.accept(outcome.outcomes());
      return;
    }
    List<Write> again = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      if (outcome.outcomes().get(i).result() != Result.KEPT) {
        again.add(batch.get(i));
      }
    }
    if (again.isEmpty()) {
      done.accept(outcome.outcomes());
      return;
    }
    store.write(again, second -> probe(batch, outcome.outcomes(), second, done));
  }

  private void probe(
      List<Write> batch, List<Outcome> first, BatchOutcome second, Consumer<List<Outcome>> done) {
    List<Outcome> merged = new ArrayList<>();
    int at = 0;
    boolean unknown = false;
    for (Outcome o : first) {
      Outcome now = o.result() == Result.KEPT ? o : second.outcomes().get(at++);
      unknown |= now.result() == Result.UNKNOWN;
      merged.add(now);
    }
    if (unknown) {
      settle(batch, new BatchOutcome(merged, false), done);
      return;
    }
    link.probeMajority(
        majority -> {
          if (majority) {
            done.accept(merged);
          } else {
            settle(batch, new BatchOutcome(merged, false), done);
          }
        });
  }
}
