package io.zonescaler.web;

import io.zonescaler.cluster.FrameStore;
import io.zonescaler.cluster.StoreKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** A store in a map. Answers on the loop, later. */
final class InMemoryStore implements FrameStore {
  private final Map<StoreKey, Write> values = new HashMap<>();
  private final Executor loop;

  InMemoryStore(Executor loop) {
    this.loop = loop;
  }

  @Override
  public void write(List<Write> batch, Consumer<BatchOutcome> done) {
    List<Outcome> outcomes = new ArrayList<>();
    for (Write write : batch) {
      Write stored = values.get(write.key());
      if (stored == null || stored.tick() < write.tick()) {
        values.put(write.key(), write);
        stored = write;
      }
      boolean same = stored.tick() == write.tick() && stored.digest() == write.digest();
      outcomes.add(new Outcome(same ? Result.STORED : Result.KEPT, stored.tick()));
    }
    loop.execute(() -> done.accept(new BatchOutcome(outcomes, true)));
  }

  @Override
  public void read(List<StoreKey> keys, Consumer<List<byte[]>> done) {
    List<byte[]> found = new ArrayList<>();
    for (StoreKey key : keys) {
      Write write = values.get(key);
      found.add(write == null ? null : write.bytes());
    }
    loop.execute(() -> done.accept(found));
  }
}
