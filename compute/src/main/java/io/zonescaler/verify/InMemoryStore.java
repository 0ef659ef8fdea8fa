package io.zonescaler.verify;

import io.zonescaler.cluster.FrameStore;
import io.zonescaler.cluster.StoreKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A store of one copy, in a map. Not thread-safe; answers on the loop. */
public final class InMemoryStore implements FrameStore {
  private final Map<StoreKey, Write> values = new HashMap<>();
  private final Executor loop;

  /** An empty store that answers on a loop. */
  public InMemoryStore(Executor loop) {
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
  public void read(List<StoreKey> keys, Consumer<List<byte @Nullable []>> done) {
    byte[] @Nullable [] found = new byte[keys.size()][];
    for (int i = 0; i < found.length; i++) {
      Write write = values.get(keys.get(i));
      found[i] = write == null ? null : write.bytes();
    }
    loop.execute(() -> done.accept(Arrays.asList(found)));
  }
}
