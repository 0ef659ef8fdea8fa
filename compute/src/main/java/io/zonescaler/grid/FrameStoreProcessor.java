package io.zonescaler.grid;

import java.io.Serial;
import javax.cache.processor.MutableEntry;
import org.apache.ignite.cache.CacheEntryProcessor;
import org.jspecify.annotations.Nullable;

/**
 * The conditional write of invariant I1, run by Ignite on the primary: stores a value if its tick
 * is newer than the stored one's. Returns null if the value is stored now, else tick and digest of
 * the one that was kept.
 *
 * <p>Storing a value that is there already (same tick and digest) sets it again, which sends it to
 * the backups: that confirms it (I2), and makes a retried write harmless. An entry that is not set
 * would send nothing.
 */
public final class FrameStoreProcessor
    implements CacheEntryProcessor<ZoneKey, byte[], long @Nullable []> {
  @Serial private static final long serialVersionUID = 1;

  private final byte[] value;

  /** Stores {@code value}, which is laid out as {@link StoredValue}. */
  public FrameStoreProcessor(byte[] value) {
    this.value = value;
  }

  @Override
  public long @Nullable [] process(MutableEntry<ZoneKey, byte[]> entry, Object... arguments) {
    byte[] stored = entry.getValue();
    long tick = StoredValue.tick(value);
    if (stored == null || StoredValue.tick(stored) < tick) {
      entry.setValue(value);
      return null;
    }
    long storedTick = StoredValue.tick(stored);
    long storedDigest = StoredValue.digest(stored);
    if (storedTick == tick && storedDigest == StoredValue.digest(value)) {
      entry.setValue(stored);
      return null;
    }
    return new long[] {storedTick, storedDigest};
  }
}
