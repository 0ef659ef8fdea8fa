package io.zonescaler.grid;

import io.zonescaler.cluster.FrameStore;
import io.zonescaler.cluster.StoreKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.cache.CacheException;
import javax.cache.processor.EntryProcessorException;
import javax.cache.processor.EntryProcessorResult;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.IgniteException;
import org.apache.ignite.cache.CachePeekMode;
import org.apache.ignite.cache.affinity.Affinity;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.lang.IgniteFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The world's store in the grid's cache: a batch is one sorted {@code invokeAll} of {@link
 * FrameStoreProcessor}s. Safe for any thread; results come on the executor given.
 */
public final class IgniteFrameStore implements FrameStore {
  private static final Logger LOG = LoggerFactory.getLogger(IgniteFrameStore.class);
  private static final long RETRY_MILLIS = 20;
  private static final Outcome STORED = new Outcome(Result.STORED, -1);
  private static final Outcome UNKNOWN = new Outcome(Result.UNKNOWN, -1);

  private final Ignite ignite;
  private final IgniteCache<ZoneKey, byte[]> cache;
  private final Affinity<ZoneKey> affinity;
  private final Executor loop;

  /** The store of an active grid. */
  public IgniteFrameStore(Ignite ignite, Executor loop) {
    this.ignite = ignite;
    this.cache = ignite.cache(GridCaches.FRAMES);
    this.affinity = ignite.affinity(GridCaches.FRAMES);
    this.loop = loop;
  }

  @Override
  public void write(List<Write> batch, Consumer<BatchOutcome> done) {
    SortedMap<ZoneKey, FrameStoreProcessor> processors = new TreeMap<>();
    for (Write write : batch) {
      byte[] value = StoredValue.of(write.tick(), write.digest(), write.bytes());
      if (processors.put(key(write.key()), new FrameStoreProcessor(value)) != null) {
        throw new IllegalArgumentException(
            "batch has two values for " + write.key() + ": write them one after the other");
      }
    }
    long version = ignite.cluster().topologyVersion();
    boolean backups = processors.keySet().stream().allMatch(this::hasLiveBackup);
    IgniteFuture<Map<ZoneKey, EntryProcessorResult<long @Nullable []>>> future;
    try {
      future = cache.invokeAllAsync(processors);
    } catch (CacheException | IgniteException e) {
      fail(batch, e, done);
      return;
    }
    future.listenAsync(
        finished -> {
          boolean unchanged = ignite.cluster().topologyVersion() == version;
          BatchOutcome outcome;
          try {
            outcome = new BatchOutcome(outcomes(batch, finished.get()), backups && unchanged);
          } catch (CacheException | IgniteException e) {
            fail(batch, e, done);
            return;
          }
          done.accept(outcome);
        },
        loop);
  }

  /** Whoever wrote tries again at once, which is of use only after a while. */
  private void fail(List<Write> batch, RuntimeException e, Consumer<BatchOutcome> done) {
    BatchOutcome outcome = unknown(batch, e);
    CompletableFuture.delayedExecutor(RETRY_MILLIS, TimeUnit.MILLISECONDS, loop)
        .execute(() -> done.accept(outcome));
  }

  /**
   * A batch that failed in part does not tell what the other keys found, so nothing is known about
   * any.
   */
  private static BatchOutcome unknown(List<Write> batch, RuntimeException e) {
    Write first = batch.get(0);
    LOG.atWarn()
        .addKeyValue("zone", first.key().zone())
        .addKeyValue("tick", first.tick())
        .log("A batch of {} writes failed, first {}: {}", batch.size(), first.key(), e.toString());
    return new BatchOutcome(batch.stream().map(write -> UNKNOWN).toList(), false);
  }

  private static List<Outcome> outcomes(
      List<Write> batch, Map<ZoneKey, EntryProcessorResult<long @Nullable []>> results) {
    List<Outcome> outcomes = new ArrayList<>(batch.size());
    for (Write write : batch) {
      EntryProcessorResult<long @Nullable []> result = results.get(key(write.key()));
      outcomes.add(result == null ? STORED : outcome(write, result));
    }
    return outcomes;
  }

  private static Outcome outcome(Write write, EntryProcessorResult<long @Nullable []> result) {
    try {
      long[] kept = result.get();
      return kept == null ? STORED : new Outcome(Result.KEPT, kept[0]);
    } catch (EntryProcessorException e) {
      LOG.atWarn()
          .addKeyValue("zone", write.key().zone())
          .addKeyValue("tick", write.tick())
          .setCause(e)
          .log("Writing {} at tick {} failed", write.key(), write.tick());
      return UNKNOWN;
    }
  }

  /** The affinity is behind the membership: it may still name nodes that have failed. */
  private boolean hasLiveBackup(ZoneKey key) {
    int live = 0;
    for (ClusterNode node : affinity.mapPartitionToPrimaryAndBackups(key.slot())) {
      live += ignite.cluster().node(node.id()) != null ? 1 : 0;
    }
    return live > 1;
  }

  @Override
  public void read(List<StoreKey> keys, Consumer<List<byte @Nullable []>> done) {
    TreeMap<ZoneKey, StoreKey> sorted = new TreeMap<>();
    keys.forEach(key -> sorted.put(key(key), key));
    cache
        .getAllAsync(sorted.keySet())
        .listenAsync(
            finished -> {
              Map<ZoneKey, byte[]> found;
              try {
                found = finished.get();
              } catch (CacheException | IgniteException e) {
                // Whoever asked asks again; why it does not work, the node says.
                LOG.debug(
                    "Reading {} values failed, first {}: {}",
                    keys.size(),
                    keys.get(0),
                    e.toString());
                return;
              }
              List<byte @Nullable []> values = new ArrayList<>(keys.size());
              for (StoreKey key : keys) {
                byte[] value = found.get(key(key));
                values.add(value == null ? null : StoredValue.payload(value));
              }
              done.accept(values);
            },
            loop);
  }

  @Override
  public byte @Nullable [] peek(StoreKey key) {
    try {
      byte[] value = cache.localPeek(key(key), CachePeekMode.PRIMARY, CachePeekMode.BACKUP);
      return value == null ? null : StoredValue.payload(value);
    } catch (CacheException | IgniteException e) {
      LOG.debug("Looking for {} here failed: {}", key, e.toString());
      return null;
    }
  }

  private static ZoneKey key(StoreKey key) {
    return new ZoneKey(key.zone(), key.slot(), key.place());
  }
}
