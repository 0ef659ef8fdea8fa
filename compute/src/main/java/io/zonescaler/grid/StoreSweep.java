package io.zonescaler.grid;

import io.zonescaler.cluster.ControlRecord;
import io.zonescaler.cluster.EndedZones;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.cache.Cache;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.cache.CachePeekMode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what is stored of zones that have long been split or merged away. Every node does so for
 * the slots that it owns, so that nothing has to be remembered about such zones, and what one node
 * leaves undone another one finds.
 */
final class StoreSweep implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StoreSweep.class);

  /** How long a zone has been over before it is removed. */
  private static final long KEEP_MILLIS = 60_000;

  private final Ignite ignite;
  private final Supplier<@Nullable ControlRecord> control;
  private final EndedZones ended = new EndedZones(KEEP_MILLIS);
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "zonescaler-sweep");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * Begins to sweep.
   *
   * @param control the record that this node acts on
   */
  StoreSweep(Ignite ignite, Supplier<@Nullable ControlRecord> control) {
    this.ignite = ignite;
    this.control = control;
    long period = KEEP_MILLIS / 2;
    timer.scheduleWithFixedDelay(this::sweep, period, period, TimeUnit.MILLISECONDS);
  }

  private void sweep() {
    try {
      IgniteCache<ZoneKey, byte[]> cache = ignite.cache(GridCaches.FRAMES);
      Set<Long> stored = new HashSet<>();
      for (Cache.Entry<ZoneKey, byte[]> entry : cache.localEntries(CachePeekMode.PRIMARY)) {
        stored.add(entry.getKey().zone());
      }
      Set<Long> over = ended.look(control.get(), stored, System.nanoTime() / 1_000_000);
      if (over.isEmpty()) {
        return;
      }
      int removed = 0;
      for (Cache.Entry<ZoneKey, byte[]> entry : cache.localEntries(CachePeekMode.PRIMARY)) {
        if (over.contains(entry.getKey().zone()) && cache.remove(entry.getKey())) {
          removed++;
        }
      }
      LOG.info("Removed {} stored values of zones {}, which are over", removed, over);
    } catch (RuntimeException e) {
      LOG.info("Values of zones that are over are removed later: {}", e.toString());
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
