package io.zonescaler.grid;

import io.zonescaler.cluster.ControlRecord;
import io.zonescaler.cluster.Derivation;
import io.zonescaler.frame.FrameCodec;
import io.zonescaler.game.World;
import io.zonescaler.state.ZoneState;
import io.zonescaler.zone.Zone;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.processor.EntryProcessorResult;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.IgniteException;
import org.apache.ignite.cache.CachePeekMode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node that was cut off, or taken for dead, still has of zones of which the majority has no
 * copy left: carried over the restart of its grid, and given back when it is among the others again
 * (invariant I9). Writing is as conditional as ever (I1), so several nodes may give back the same
 * zone, and nothing newer is lost.
 */
public final class Salvage {
  private static final Logger LOG = LoggerFactory.getLogger(Salvage.class);
  private static final int BATCH = 64;
  private static final long RETRY_MILLIS = 250;

  private final Set<Long> zones = new TreeSet<>();
  private final Map<Long, String> old = new TreeMap<>();

  /** Frames that need the one before. */
  private final SortedMap<ZoneKey, byte[]> deltas = new TreeMap<>();

  /** Snapshots and whole frames: with the first of them, a zone can be derived. */
  private final SortedMap<ZoneKey, byte[]> bases = new TreeMap<>();

  private Salvage() {}

  /**
   * Takes from this node's own copies, whatever the grid around it has become. A zone of which
   * others have seen later ticks than can be derived here is left out: it would go back in time.
   *
   * @param control the control record that the node acts on
   * @param wanted ids of zones, with the newest tick of each that anybody knows of
   */
  public static Salvage of(
      Ignite ignite, World world, ControlRecord control, Map<Long, Long> wanted) {
    Map<Long, SortedMap<ZoneKey, byte[]>> found = new TreeMap<>();
    IgniteCache<ZoneKey, byte[]> cache = ignite.cache(GridCaches.FRAMES);
    for (Cache.Entry<ZoneKey, byte[]> entry : cache.localEntries(CachePeekMode.ALL)) {
      ZoneKey key = entry.getKey();
      Zone zone = control.find(key.zone());
      if (wanted.containsKey(key.zone()) && zone != null && zone.slot() == key.slot()) {
        found.computeIfAbsent(key.zone(), z -> new TreeMap<>()).put(key, entry.getValue());
      }
    }
    FrameCodec codec = new FrameCodec(world.schema(), world.space(), world.checksum());
    Salvage salvage = new Salvage();
    found.forEach(
        (zone, values) -> {
          long seen = wanted.getOrDefault(zone, -1L);
          Salvage part = new Salvage();
          part.add(zone, values);
          long newest = part.newest(codec);
          if (newest >= Math.max(0, seen)) {
            salvage.add(zone, values);
          } else if (seen >= 0) {
            salvage.old.put(zone, "tick " + newest + " of " + seen);
          }
        });
    return salvage;
  }

  /** The newest tick that the values of one zone define; -1 if they define none. */
  private long newest(FrameCodec codec) {
    ZoneState state =
        Derivation.of(codec, payloads(bases.values()), payloads(deltas.values())).state();
    return state == null ? -1 : state.tick();
  }

  private static List<byte @Nullable []> payloads(Collection<byte[]> values) {
    List<byte @Nullable []> payloads = new ArrayList<>();
    values.forEach(value -> payloads.add(StoredValue.payload(value)));
    return payloads;
  }

  /** Zones of which it has something. */
  public Set<Long> zones() {
    return zones;
  }

  /**
   * Zones of which there is a copy here, but not up to what has been seen of them; what there is,
   * is said.
   */
  public Map<Long, String> old() {
    return old;
  }

  private void add(long zone, SortedMap<ZoneKey, byte[]> values) {
    zones.add(zone);
    values.forEach(
        (key, value) ->
            (FrameCodec.header(StoredValue.payload(value)).full() ? bases : deltas)
                .put(key, value));
  }

  /** Gives everything back, however long it takes; call it from a thread of its own. */
  public void giveBack(Ignite ignite) throws InterruptedException {
    LOG.atWarn()
        .addKeyValue("zones", zones)
        .log(
            "Giving back {} values of zones {}, which the others have lost",
            deltas.size() + bases.size(),
            zones);
    boolean whole = false;
    while (!whole) {
      // A zone is derived as soon as it has a snapshot: all frames after it must be there before.
      whole = write(ignite, deltas) && write(ignite, bases);
    }
    LOG.atWarn().addKeyValue("zones", zones).log("Zones {} are given back", zones);
  }

  /** False if a slot was lost on the way, with what had been written into it. */
  private static boolean write(Ignite ignite, SortedMap<ZoneKey, byte[]> values)
      throws InterruptedException {
    List<Map.Entry<ZoneKey, byte[]>> entries = new ArrayList<>(values.entrySet());
    IgniteCache<ZoneKey, byte[]> cache = ignite.cache(GridCaches.FRAMES);
    int at = 0;
    while (at < entries.size()) {
      SortedMap<ZoneKey, FrameStoreProcessor> batch = new TreeMap<>();
      for (var entry : entries.subList(at, Math.min(entries.size(), at + BATCH))) {
        batch.put(entry.getKey(), new FrameStoreProcessor(entry.getValue()));
      }
      try {
        cache.invokeAll(batch).values().forEach(EntryProcessorResult::get);
        at += batch.size();
      } catch (CacheException | IgniteException e) {
        LOG.info("Giving back is tried again: {}", e.getMessage());
        // Lost slots take nothing until somebody says that they may be written again.
        if (!cache.lostPartitions().isEmpty()) {
          ignite.resetLostPartitions(List.of(GridCaches.FRAMES));
          Thread.sleep(RETRY_MILLIS);
          return false;
        }
        Thread.sleep(RETRY_MILLIS);
      }
    }
    return true;
  }
}
