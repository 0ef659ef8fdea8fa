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
 * <p>Remembers rows of the (immutable) states of the last update instead of copies, so that however
 * many ticks a client misses, one tick's states per client are held. Entities have small numbers,
 * <i>handles</i>, between entering and leaving. Not thread-safe.
 */
public final class Sight {
  private final Column[][] visible;
  private final int[] eventArguments;
  private final int dimensions;
  private final Long2IntOpenHashMap handles = new Long2IntOpenHashMap();
  private final ChangeWriter changes;
  private final ByteSink out = new ByteSink();
  private final ByteSink part = new ByteSink();

  private EntityTable[] told;
  private int[] toldRow = new int[16];
  private EntityTable[] now;
  private int[] nowRow = new int[16];
  private int highest;
  private int[] free = new int[16];
  private int freeCount;

  private EntityTable[] entered;
  private int[] enteredRow = new int[16];
  private int enteredCount;
  private boolean first = true;

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
    told = new EntityTable[16];
    now = new EntityTable[16];
    entered = new EntityTable[16];
  }

  /** This row is to be seen now; each entity at most once per update. */
  public void see(EntityTable table, int row) {
    int handle = handles.get(table.id[row]);
    if (handle >= 0 && told[handle].kind == table.kind) {
      now[handle] = table;
      nowRow[handle] = row;
      return;
    }
    if (enteredCount == entered.length) {
      entered = Arrays.copyOf(entered, enteredCount * 2);
      enteredRow = Arrays.copyOf(enteredRow, enteredCount * 2);
    }
    entered[enteredCount] = table;
    enteredRow[enteredCount++] = row;
  }

  /**
   * Ends an update: what was not {@linkplain #see seen} since the last one has left.
   *
   * @param events to be shown with it
   * @return update data of encoding 2
   */
  public byte[] update(List<EmittedEvent> events) {
    out.clear();
    out.varint(first ? 1 : 0);
    first = false;
    writeLeft();
    writeChanged();
    writeEntered();
    writeEvents(events);
    Arrays.fill(now, null);
    Arrays.fill(entered, 0, enteredCount, null);
    enteredCount = 0;
    return out.toBytes();
  }

  @SuppressWarnings("NullAway") // free places are null
  private void writeLeft() {
    part.clear();
    int count = 0;
    int previous = -1;
    for (int handle = 0; handle < highest; handle++) {
      if (told[handle] != null && now[handle] == null) {
        part.varint(handle - previous - 1);
        previous = handle;
        count++;
        handles.remove(told[handle].id[toldRow[handle]]);
        told[handle] = null;
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
    for (int handle = 0; handle < highest; handle++) {
      if (now[handle] != null) {
        changes.stayed(handle, told[handle], toldRow[handle], now[handle], nowRow[handle]);
        told[handle] = now[handle];
        toldRow[handle] = nowRow[handle];
      }
    }
    changes.write(out);
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
    out.varint(enteredCount);
    for (int i = 0; i < enteredCount; i++) {
      EntityTable table = entered[i];
      int row = enteredRow[i];
      int handle = freeCount > 0 ? free[--freeCount] : highest++;
      if (handle >= told.length) {
        int length = told.length * 2;
        told = Arrays.copyOf(told, length);
        toldRow = Arrays.copyOf(toldRow, length);
        now = Arrays.copyOf(now, length);
        nowRow = Arrays.copyOf(nowRow, length);
      }
      told[handle] = table;
      toldRow[handle] = row;
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
