package io.zonescaler.grid;

import org.apache.ignite.cache.CacheAtomicityMode;
import org.apache.ignite.cache.CacheMode;
import org.apache.ignite.cache.CacheRebalanceMode;
import org.apache.ignite.cache.CacheWriteSynchronizationMode;
import org.apache.ignite.cache.PartitionLossPolicy;
import org.apache.ignite.configuration.CacheConfiguration;

/**
 * The grid's one cache, which holds frames, snapshots and the control record. It is part of every
 * node's configuration: a cache that starts later would cost a partition exchange.
 */
public final class GridCaches {
  /** Name of the cache. */
  public static final String FRAMES = "frames";

  private static final String GROUP = "zonescaler";

  private GridCaches() {}

  /**
   * Its configuration; the same on all nodes of a world.
   *
   * @param slots number of partitions, 1 to 4096
   * @param backups copies of each value besides the primary one, 0 to 3
   * @throws IllegalArgumentException if one of them is out of range
   */
  public static CacheConfiguration<ZoneKey, byte[]> frames(int slots, int backups) {
    if (backups < 0 || backups > 3) {
      throw new IllegalArgumentException(
          "grid.backups = " + backups + " is not possible: it must be 0 to 3");
    }
    return new CacheConfiguration<ZoneKey, byte[]>(FRAMES)
        .setGroupName(GROUP)
        .setCacheMode(CacheMode.PARTITIONED)
        .setAtomicityMode(CacheAtomicityMode.ATOMIC)
        .setWriteSynchronizationMode(CacheWriteSynchronizationMode.FULL_SYNC)
        .setBackups(backups)
        .setAffinity(new LoadAffinityFunction(slots))
        .setPartitionLossPolicy(PartitionLossPolicy.READ_WRITE_SAFE)
        .setRebalanceMode(CacheRebalanceMode.ASYNC)
        .setReadFromBackup(false)
        .setOnheapCacheEnabled(false)
        .setStatisticsEnabled(false)
        .setCopyOnRead(false);
  }
}
