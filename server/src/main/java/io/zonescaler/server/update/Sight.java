package io.zonescaler.server.update;

import io.zonescaler.state.EmittedEvent;
import io.zonescaler.state.EntityTable;
import io.zonescaler.world.Column;
import io.zonescaler.world.Kind;
import io.zonescaler.world.Schema;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import java.util.Arrays;
import java.util.List;

/**
 * What one client has been told, and the difference to what it should see now, as update data.
 *
 * <p>Remembers rows of (immutable) states instead of copies, which all clients share: those of the
 * last update, and older ones for what has to wait. Entities have small numbers, <i>handles</i>,
 * between entering and leaving. Not thread-safe.
 */
public final class Sight {
  /** How much more urgent the nearest is than the farthest. */
  private static final float NEAR_FIRST = 8;

  /** Weight of the newest update in the means of bytes. */
  private static final double SMOOTHING = 0.2;

  private final Column[][] visible;
  private final int[] eventArguments;
  private final int dimensions;
  private final Long2IntOpenHashMap handles = new Long2IntOpenHashMap();
  private final ChangeWriter changes;
  private final ByteSink out = new ByteSink();
  private final ByteSink part = new ByteSink();

  private Rows told = new Rows();
  private Rows now = new Rows();
  private int highest;
  private int[] free = new int[16];
  private int freeCount;

  private EntityTable[] entered = new EntityTable[16];
  private int[] enteredRow = new int[16];
  private float[] enteredNearness = new float[16];
  private int enteredCount;

  // What has to wait when there are fewer bytes than changes; by handle.
  private float[] nearness = new float[16];
  private boolean[] waits = new boolean[16];
  private int[] waited = new int[16];
  private boolean anyWaits;
  private Long2IntOpenHashMap waitingToEnter = new Long2IntOpenHashMap();
  private int stayed;
  private int update;
  private double bytesPerChange = 4;
  private double bytesPerEntry = 24;

  /** A client that has seen nothing yet. */
  public Sight(Schema schema, int dimensions) {
    this.dimensions = dimensions;
    visible = new Column[schema.gameKinds()][];
    for (Kind kind : schema.kinds().subList(0, schema.gameKinds())) {
      visible[kind.index()] =
          kind.columns().stream().filter(Column::visible).toArray(Column[]::new);
    }
    changes = new ChangeWriter(visible, dimensions);
    eventArguments = schema.events().stream().mapToInt(e -> e.arguments().size()).toArray();
    handles.defaultReturnValue(-1);
  }

  /**
   * This row is to be seen now; each entity at most once per update.
   *
   * @param near 1 where the viewer is to 0 where it sees no further
   */
  public void see(EntityTable table, int row, float near) {
    int handle = handles.get(table.id[row]);
    if (handle >= 0 && told.table(handle).kind == table.kind) {
      now.put(handle, table, row);
      nearness[handle] = near;
      stayed++;
      return;
    }
    if (enteredCount == entered.length) {
      entered = Arrays.copyOf(entered, enteredCount * 2);
      enteredRow = Arrays.copyOf(enteredRow, enteredCount * 2);
      enteredNearness = Arrays.copyOf(enteredNearness, enteredCount * 2);
    }
    entered[enteredCount] = table;
    enteredNearness[enteredCount] = near;
    enteredRow[enteredCount++] = row;
  }

  /**
   * Ends an update: what was not {@linkplain #see seen} since the last one has left. If that takes
   * more bytes than there are, what is near and what has waited goes first; the rest stays as it
   * was told, or unseen, and waits.
   *
   * @param events to be shown with it
   * @param bytes about how many it may have; the most urgent entity is told with any number
   * @return update data of encoding 2
   */
  public byte[] update(List<EmittedEvent> events, int bytes) {
    if (anyWaits) {
      anyWaits = false;
      Arrays.fill(waits, false);
    }
    if (stayed * bytesPerChange + enteredCount * bytesPerEntry > bytes) {
      letWait(bytes);
    }
    out.clear();
    out.varint(update == 0 ? 1 : 0);
    writeLeft();
    writeChanged();
    writeEntered();
    writeEvents(events);
    now.clear();
    Arrays.fill(entered, 0, enteredCount, null);
    enteredCount = 0;
    stayed = 0;
    update++;
    return out.toBytes();
  }

  /**
   * Chooses what is told: an entity's urgency grows with each update that it waits, the faster the
   * nearer it is, so that everything's turn comes.
   */
  private void letWait(int bytes) {
    long[] ranking = new long[stayed + enteredCount];
    int count = 0;
    for (int handle = 0; handle < highest; handle++) {
      if (now.has(handle)
          && changes.differ(
              told.table(handle), told.row(handle), now.table(handle), now.row(handle))) {
        ranking[count++] = rank(nearness[handle], waited[handle], handle);
      }
    }
    for (int i = 0; i < enteredCount; i++) {
      int since = waitingToEnter.getOrDefault(entered[i].id[enteredRow[i]], update);
      ranking[count++] = rank(enteredNearness[i], update - since, highest + i);
    }
    Arrays.sort(ranking, 0, count);
    anyWaits = true;
    double room = bytes;
    boolean[] enters = new boolean[enteredCount];
    for (int i = count - 1; i >= 0; i--) {
      int which = (int) ranking[i];
      boolean isEntry = which >= highest;
      double cost = isEntry ? bytesPerEntry : bytesPerChange;
      boolean fits = cost <= room || i == count - 1;
      room = fits ? room - cost : 0;
      if (isEntry) {
        enters[which - highest] = fits;
      } else {
        waits[which] = !fits;
        waited[which]++;
      }
    }
    keepEntering(enters);
  }

  /** The urgency, and below it what it belongs to. */
  private static long rank(float near, int waits, int which) {
    float urgency = (1 + NEAR_FIRST * near) * (1 + waits);
    return (long) Float.floatToIntBits(urgency) << 32 | which;
  }

  private void keepEntering(boolean[] enters) {
    Long2IntOpenHashMap still = new Long2IntOpenHashMap();
    int kept = 0;
    for (int i = 0; i < enters.length; i++) {
      if (enters[i]) {
        entered[kept] = entered[i];
        enteredRow[kept++] = enteredRow[i];
      } else {
        long waiting = entered[i].id[enteredRow[i]];
        still.put(waiting, waitingToEnter.getOrDefault(waiting, update));
      }
    }
    Arrays.fill(entered, kept, enteredCount, null);
    enteredCount = kept;
    waitingToEnter = still;
  }

  private void writeLeft() {
    part.clear();
    int count = 0;
    int previous = -1;
    for (int handle = 0; handle < highest; handle++) {
      if (told.has(handle) && !now.has(handle)) {
        part.varint(handle - previous - 1);
        previous = handle;
        count++;
        handles.remove(told.table(handle).id[told.row(handle)]);
        told.remove(handle);
        if (freeCount == free.length) {
          free = Arrays.copyOf(free, freeCount * 2);
        }
        free[freeCount++] = handle;
      }
    }
    out.varint(count);
    out.append(part);
  }

  private void writeChanged() {
    int from = out.size();
    for (int handle = 0; handle < highest; handle++) {
      if (!now.has(handle)) {
        continue;
      }
      if (waits[handle]) {
        changes.kept(handle, now.table(handle).kind.index());
      } else {
        changes.stayed(
            handle, told.table(handle), told.row(handle), now.table(handle), now.row(handle));
      }
    }
    int changed = changes.write(out);
    bytesPerChange = smoothed(bytesPerChange, out.size() - from, changed);
    for (int handle = 0; anyWaits && handle < highest; handle++) {
      if (waits[handle]) {
        now.put(handle, told.table(handle), told.row(handle));
      } else {
        waited[handle] = 0;
      }
    }
    Rows spare = told;
    told = now;
    now = spare;
  }

  private static void writeWhole(ByteSink to, Column column, EntityTable table, int row) {
    int lane = column.lane();
    switch (column.type()) {
      case FIXED, I32 -> to.zigzag(table.ints[lane][row]);
      case I64 -> to.zigzag(table.longs[lane][row]);
      case F32 -> to.fixed32(table.ints[lane][row]);
      case F64 -> to.fixed64(table.longs[lane][row]);
      case BYTES -> to.string(table.bytes[lane][row]);
    }
  }

  private void writeEntered() {
    int from = out.size();
    out.varint(enteredCount);
    for (int i = 0; i < enteredCount; i++) {
      EntityTable table = entered[i];
      int row = enteredRow[i];
      int handle = freeCount > 0 ? free[--freeCount] : highest++;
      told.room(highest);
      now.room(highest);
      if (handle >= nearness.length) {
        int length = nearness.length * 2;
        nearness = Arrays.copyOf(nearness, length);
        waits = Arrays.copyOf(waits, length);
        waited = Arrays.copyOf(waited, length);
      }
      told.put(handle, table, row);
      waited[handle] = 0;
      handles.put(table.id[row], handle);
      changes.entered(handle);
      out.varint(handle);
      out.fixed64(table.id[row]);
      out.varint(table.kind.index());
      writePlace(table.x[row], table.y[row], table.z[row]);
      for (Column column : visible[table.kind.index()]) {
        writeWhole(out, column, table, row);
      }
    }
    bytesPerEntry = smoothed(bytesPerEntry, out.size() - from, enteredCount);
  }

  private static double smoothed(double mean, int bytes, int count) {
    return count == 0 ? mean : mean + ((double) bytes / count - mean) * SMOOTHING;
  }

  private void writePlace(int x, int y, int z) {
    out.varint(x);
    out.varint(y);
    if (dimensions == 3) {
      out.varint(z);
    }
  }

  private void writeEvents(List<EmittedEvent> events) {
    out.varint(events.size());
    for (EmittedEvent e : events) {
      out.varint(e.kind());
      out.fixed64(e.entity());
      writePlace(e.x(), e.y(), e.z());
      long[] arguments = {e.a(), e.b(), e.c(), e.d()};
      for (int i = 0; i < eventArguments[e.kind()]; i++) {
        out.zigzag(arguments[i]);
      }
    }
  }
}
