package io.zonescaler.simulation;

import io.zonescaler.cluster.FrameStore;
import io.zonescaler.cluster.StoreKey;
import io.zonescaler.frame.FrameCodec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Breaks of how frames and records are stored. */
final class StoreBreaks {
  private StoreBreaks() {}

  static List<SeededBreak> all() {
    return List.of(
        new SeededBreak(
            "the store takes a second frame for the same tick",
            "I1",
            () -> prepared(store -> store.acceptSecond(key -> key.zone() != 0))),
        new SeededBreak(
            "the store takes a second control record of the same version",
            "I6",
            () -> prepared(store -> store.acceptSecond(key -> key.zone() == 0))),
        new SeededBreak(
            "frames are released before the commit returns",
            "I2",
            () -> wrapping((store, node) -> new EarlyAnswer(store, node, key -> key.zone() != 0))),
        new SeededBreak(
            "control records are broadcast before they are safe",
            "I6",
            () -> wrapping((store, node) -> new EarlyAnswer(store, node, key -> key.zone() == 0))),
        new SeededBreak(
            "a write without backup counts as backed up",
            "I2",
            () -> wrapping((store, node) -> new NoBackupNeeded(store))),
        new SeededBreak(
            "an unknown outcome counts as stored",
            "I2",
            () -> wrapping((store, node) -> new Optimist(store))),
        new SeededBreak(
            "another author's frame is adopted without confirming it",
            "I2",
            () -> wrapping((store, node) -> new NothingConfirmed(store, node, keys -> keys == 1))),
        new SeededBreak(
            "a state is derived from a newest frame that is not confirmed",
            "I2",
            () -> wrapping((store, node) -> new NothingConfirmed(store, node, keys -> keys > 1))),
        new SeededBreak(
            "snapshots are not stored",
            "I7",
            // A zone's first frame, which is full, has to be gone from the ring of frames.
            Scenario::isLong,
            () -> wrapping((store, node) -> new NoSnapshots(store))));
  }

  private interface Wrapping {
    FrameStore wrap(FrameStore intact, SimulatedNode node);
  }

  private static Seams wrapping(Wrapping wrapping) {
    return new Seams() {
      @Override
      FrameStore store(FrameStore intact, SimulatedNode node) {
        return wrapping.wrap(intact, node);
      }
    };
  }

  private static Seams prepared(Consumer<SimulatedStore> change) {
    return new Seams() {
      @Override
      void prepare(SimulatedStore store) {
        change.accept(store);
      }
    };
  }

  /** Passes everything on. */
  private abstract static class Wrapped implements FrameStore {
    final FrameStore intact;

    Wrapped(FrameStore intact) {
      this.intact = intact;
    }

    @Override
    public void write(List<Write> batch, Consumer<BatchOutcome> done) {
      intact.write(batch, done);
    }

    @Override
    public void read(List<StoreKey> keys, Consumer<List<byte @Nullable []>> done) {
      intact.read(keys, done);
    }

    @Override
    public byte @Nullable [] peek(StoreKey key) {
      return intact.peek(key);
    }
  }

  private static FrameStore.BatchOutcome stored(int writes) {
    List<FrameStore.Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < writes; i++) {
      outcomes.add(new FrameStore.Outcome(FrameStore.Result.STORED, -1));
    }
    return new FrameStore.BatchOutcome(outcomes, true);
  }

  /** Says that all is stored before it is even sent. */
  private static final class EarlyAnswer extends Wrapped {
    private final SimulatedNode node;
    private final Predicate<StoreKey> which;

    EarlyAnswer(FrameStore intact, SimulatedNode node, Predicate<StoreKey> which) {
      super(intact);
      this.node = node;
      this.which = which;
    }

    @Override
    public void write(List<Write> batch, Consumer<BatchOutcome> done) {
      if (batch.stream().allMatch(w -> which.test(w.key()))) {
        intact.write(batch, outcome -> {});
        node.soon(() -> done.accept(stored(batch.size())));
      } else {
        intact.write(batch, done);
      }
    }
  }

  private static final class NoBackupNeeded extends Wrapped {
    NoBackupNeeded(FrameStore intact) {
      super(intact);
    }

    @Override
    public void write(List<Write> batch, Consumer<BatchOutcome> done) {
      intact.write(batch, outcome -> done.accept(new BatchOutcome(outcome.outcomes(), true)));
    }
  }

  private static final class Optimist extends Wrapped {
    Optimist(FrameStore intact) {
      super(intact);
    }

    @Override
    public void write(List<Write> batch, Consumer<BatchOutcome> done) {
      intact.write(
          batch,
          outcome ->
              done.accept(
                  outcome.outcomes().stream().anyMatch(o -> o.result() == Result.UNKNOWN)
                      ? stored(batch.size())
                      : outcome));
    }
  }

  /** What was read a moment ago is not written again. */
  private static final class NothingConfirmed extends Wrapped {
    private final SimulatedNode node;
    private final Predicate<Integer> whichReads;
    private final Set<Long> read = new HashSet<>();

    NothingConfirmed(FrameStore intact, SimulatedNode node, Predicate<Integer> whichReads) {
      super(intact);
      this.node = node;
      this.whichReads = whichReads;
    }

    @Override
    public void read(List<StoreKey> keys, Consumer<List<byte @Nullable []>> done) {
      intact.read(
          keys,
          values -> {
            if (whichReads.test(keys.size())) {
              read.clear();
              for (byte[] value : values) {
                if (value != null && keys.get(0).zone() != 0) {
                  read.add(FrameCodec.digest(value));
                }
              }
            }
            done.accept(values);
          });
    }

    @Override
    public void write(List<Write> batch, Consumer<BatchOutcome> done) {
      if (batch.size() == 1 && read.contains(batch.get(0).digest())) {
        node.soon(() -> done.accept(stored(1)));
      } else {
        intact.write(batch, done);
      }
    }
  }

  private static final class NoSnapshots extends Wrapped {
    NoSnapshots(FrameStore intact) {
      super(intact);
    }

    @Override
    public void read(List<StoreKey> keys, Consumer<List<byte @Nullable []>> done) {
      intact.read(
          keys,
          values -> {
            List<byte @Nullable []> left = new ArrayList<>();
            for (byte[] value : values) {
              boolean snapshot =
                  value != null && keys.get(0).zone() != 0 && FrameCodec.header(value).snapshot();
              left.add(snapshot ? null : value);
            }
            done.accept(left);
          });
    }
  }
}
