package io.zonescaler.grid;

import java.util.Map;
import java.util.TreeMap;
import javax.cache.Cache;
import org.apache.ignite.Ignite;
import org.apache.ignite.cache.CachePeekMode;

/** How far each zone is stored on this node, whatever the grid around it has become. */
final class StoredTicks {
  private StoredTicks() {}

  /** The newest stored tick of each zone; reads all that is stored here, so ask rarely. */
  static Map<Long, Long> here(Ignite ignite) {
    Map<Long, Long> newest = new TreeMap<>();
    for (Cache.Entry<ZoneKey, byte[]> entry :
        ignite.<ZoneKey, byte[]>cache(GridCaches.FRAMES).localEntries(CachePeekMode.ALL)) {
      newest.merge(entry.getKey().zone(), StoredValue.tick(entry.getValue()), Math::max);
    }
    return newest;
  }
}
