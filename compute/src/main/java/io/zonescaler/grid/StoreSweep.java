package io.zonescaler.grid;

import io.zonescaler.cluster.ControlRecord;
import io.zonescaler.cluster.EndedZones;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
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

  private static final long LOOK_AGAIN_MILLIS = 5 * 60_000;

  private final Ignite ignite;
  private final Supplier<@Nullable ControlRecord> control;

  /**
   * What there was when nothing of an ended zone was found: no need to look while that is so. Late
   * writes may add to it, so some minutes later it is looked at again.
   */
  private @Nullable Looked clean;

  private long cleanMillis;

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
      ControlRecord record = control.get();
      if (record == null) {
        return;
      }
      Looked now = Looked.now(ignite, record);
      long millis = System.nanoTime() / 1_000_000;
      if (now.equals(clean) && millis - cleanMillis < LOOK_AGAIN_MILLIS) {
        return;
      }
      IgniteCache<ZoneKey, byte[]> cache = ignite.cache(GridCaches.FRAMES);
      Set<ZoneKey> stored = new HashSet<>();
      cache.localEntries(CachePeekMode.PRIMARY).forEach(entry -> stored.add(entry.getKey()));
      Set<Long> zones = stored.stream().map(ZoneKey::zone).collect(Collectors.toSet());
      Set<Long> over = ended.look(record, zones, millis);
      if (record.maps().size() == 1 && zones.stream().noneMatch(record::isOver)) {
        clean = now;
        cleanMillis = millis;
      }
      stored.removeIf(key -> !over.contains(key.zone()));
      stored.forEach(cache::remove);
      if (!stored.isEmpty()) {
        LOG.atInfo()
            .addKeyValue("zones", over)
            .log("Removed {} stored values of zones {}, which are over", stored.size(), over);
      }
    } catch (RuntimeException e) {
      LOG.info("Values of zones that are over are removed later: {}", e.toString());
    }
  }

  /** What decides whether there may be something to remove. */
  private record Looked(long mapVersion, Set<Integer> slots) {
    static Looked now(Ignite ignite, ControlRecord record) {
      int[] slots =
          ignite
              .<ZoneKey>affinity(GridCaches.FRAMES)
              .primaryPartitions(ignite.cluster().localNode());
      return new Looked(
          record.newestMap().version(), Arrays.stream(slots).boxed().collect(Collectors.toSet()));
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
