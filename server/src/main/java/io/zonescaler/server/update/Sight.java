package io.zonescaler.server.update;

import io.zonescaler.client.update.ByteSink;
import io.zonescaler.client.update.ClientView;
import io.zonescaler.client.update.UpdateLayout;
import io.zonescaler.client.update.UpdateLayout.ColumnLayout;
import io.zonescaler.client.update.UpdateLayout.ColumnType;
import io.zonescaler.client.update.UpdateLayout.EventLayout;
import io.zonescaler.client.update.UpdateLayout.KindLayout;
import io.zonescaler.state.EmittedEvent;
import io.zonescaler.state.EntityTable;
import io.zonescaler.world.Column;
import io.zonescaler.world.Column.Visibility;
import io.zonescaler.world.Kind;
import io.zonescaler.world.Schema;
import it.unimi.dsi.fastutil.floats.FloatArrayList;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one client has been told, and the difference to what it should see now, as update data.
 *
 * <p>Remembers rows of (immutable) states instead of copies, which all clients share: those of the
 * last update, and older ones for what has to wait. Entities have small numbers, <i>handles</i>,
 * between entering and leaving. Not thread-safe.
 */
public final class Sight {
  /** Nearness of what is told whatever it takes: the client's own avatar. */
  public static final float FIRST = Float.POSITIVE_INFINITY;

  /** Most events that wait for an update; further ones are left out. */
  private static final int MOST_EVENTS = 512;

  /** How much more urgent the nearest is than the farthest. */
  private static final float NEAR_FIRST = 8;

  /** Weight of the newest update in the means of bytes. */
  private static final double SMOOTHING = 0.2;

  private final Column[][] visible;
  private final int[] eventArguments;
  private final int dimensions;
  private final Long2IntOpenHashMap handles = new Long2IntOpenHashMap();
  private final SeenEntities all;
  private final ChangeWriter changes;
  private final ByteSink out;
  private final ByteSink part;

  private final List<EmittedEvent> events = new ArrayList<>();
  private final FloatArrayList eventNearness = new FloatArrayList();
  private final ByteSink eventPart;

  private Rows told = new Rows();
  private Rows now = new Rows();
  private int highest;
  private int[] free = new int[16];
  private int freeCount;

  private SeenTable[] entered = new SeenTable[16];
  private int[] enteredRow = new int[16];
  private float[] enteredNearness = new float[16];
  private Visibility[] enteredRights = new Visibility[16];
  private int enteredCount;

  /** What of an entity the client may see, by handle: another right makes it another entity. */
  private Visibility[] rights = new Visibility[16];

  // What has to wait when there are fewer bytes than changes; by handle.
  private float[] nearness = new float[16];
  private boolean[] waits = new boolean[16];
  private int[] waited = new int[16];
  private boolean anyWaits;

  /** What waiting entities were told, by kind and handle: their states are not kept for it. */
  private final SeenTable[] toldBefore;

  private boolean anyCopies;

  /** Since which update entities have waited to enter, by id. */
  private Long2IntOpenHashMap waitingToEnter = new Long2IntOpenHashMap();

  /** The newest table that only this client is shown. */
  private @Nullable SeenTable alone;

  /** Whether something has been seen since the last update. */
  private boolean looks;

  private int markBase;

  /** Numbers among all that are seen, by handle; -1 for none. As of the tick of the last update. */
  private int[] numbers = new int[16];

  private long newestSeen;

  private int stayed;
  private int update;
  private double bytesPerChange = 4;
  private double bytesPerEntry;

  /** The only client, which has seen nothing yet. */
  public Sight(Schema schema, int dimensions) {
    this(new SeenEntities(schema, dimensions));
  }

  /** A client that has seen nothing yet, one of those that share what they see. */
  public Sight(SeenEntities all) {
    this.all = all;
    dimensions = all.dimensions;
    visible = all.visible();
    out = all.out;
    part = all.part;
    eventPart = all.eventPart;
    toldBefore = new SeenTable[visible.length];
    for (Kind kind : all.schema.kinds().subList(0, visible.length)) {
      toldBefore[kind.index()] = all.alone(new EntityTable(kind, 0));
      // Rather too much at first: then what is near enters first from the beginning.
      bytesPerEntry = Math.max(bytesPerEntry, mostBytes(visible[kind.index()], dimensions));
    }
    changes = new ChangeWriter(all.changes());
    eventArguments = all.schema.events().stream().mapToInt(e -> e.arguments().size()).toArray();
    handles.defaultReturnValue(-1);
  }

  /** The client has this already, by these handles, and nothing else. Before the first update. */
  public void remember(ClientView view) {
    SeenTable[] tables = new SeenTable[visible.length];
    for (ClientView.Seen seen : view.byHandle()) {
      int index = seen.kindIndex();
      if (tables[index] == null) {
        tables[index] = all.alone(new EntityTable(toldBefore[index].table.kind, 0));
      }
      EntityTable table = tables[index].table;
      int row = table.append(seen.id(), 0, seen.position(0), seen.position(1), seen.position(2));
      for (int c = 0; c < visible[index].length; c++) {
        remember(visible[index][c], seen, c, table, row);
      }
      int handle = newHandle();
      told.put(handle, tables[index], row);
      handles.put(seen.id(), handle);
      numbers[handle] = -1;
      changes.entered(handle);
    }
    update = 1;
  }

  private static void remember(
      Column column, ClientView.Seen seen, int c, EntityTable table, int row) {
    int lane = column.lane();
    switch (column.storage()) {
      case INT -> table.ints[lane][row] = (int) seen.raw(c);
      case LONG -> table.longs[lane][row] = seen.raw(c);
      case BYTES -> table.bytes[lane][row] = seen.bytes(c);
    }
  }

  /** What the updates of a game in a world of so many dimensions consist of. */
  public static UpdateLayout layout(Schema schema, int dimensions) {
    return new UpdateLayout(
        dimensions,
        schema.kinds().subList(0, schema.gameKinds()).stream()
            .map(kind -> new KindLayout(kind.name(), kind == schema.avatar(), columns(kind)))
            .toList(),
        schema.events().stream()
            .map(e -> new EventLayout(e.name(), e.arguments().size()))
            .toList());
  }

  private static List<ColumnLayout> columns(Kind kind) {
    return kind.columns().stream()
        .filter(Column::visible)
        .map(c -> new ColumnLayout(c.name(), ColumnType.valueOf(c.type().name()), c.quantum()))
        .toList();
  }

  /** About what an entity takes to enter, at most. */
  private static double mostBytes(Column[] columns, int dimensions) {
    double most = 2 + Long.BYTES + 4 * dimensions;
    for (Column column : columns) {
      most +=
          switch (column.storage()) {
            case INT -> Integer.BYTES;
            case LONG -> Long.BYTES;
            case BYTES -> 1 + column.maxBytes();
          };
    }
    return most;
  }

  /** The same of a table that no other client is shown. */
  public void see(EntityTable table, int row, float near, Visibility right) {
    SeenTable own = alone;
    if (own == null || own.table != table) {
      own = all.alone(table);
      alone = own;
    }
    see(own, row, near, right);
  }

  /**
   * This row is to be seen now; each entity at most once per update.
   *
   * @param near 1 where the viewer is to 0 where it sees no further, or {@link #FIRST}
   * @param right what of it the client may see: columns for as many, or more
   */
  public void see(SeenTable table, int row, float near, Visibility right) {
    if (!looks) {
      looks = true;
      markTold();
      newestSeen = table.tick;
    }
    int number = table.number(row);
    int handle = handle(table, row, number);
    if (handle >= 0 && told.table(handle).kind == table.kind && hasRight(handle, right)) {
      now.put(handle, table, row);
      numbers[handle] = number;
      nearness[handle] = near;
      stayed++;
      return;
    }
    if (enteredCount == entered.length) {
      entered = Arrays.copyOf(entered, enteredCount * 2);
      enteredRow = Arrays.copyOf(enteredRow, enteredCount * 2);
      enteredNearness = Arrays.copyOf(enteredNearness, enteredCount * 2);
      enteredRights = Arrays.copyOf(enteredRights, enteredCount * 2);
    }
    entered[enteredCount] = table;
    enteredNearness[enteredCount] = near;
    enteredRights[enteredCount] = right;
    enteredRow[enteredCount++] = row;
  }

  /** So that most handles are found without looking for ids. */
  private void markTold() {
    markBase = all.beginMarks(highest);
    boolean isKnown = all.isRecent(newestSeen);
    for (int handle = 0; isKnown && handle < highest; handle++) {
      if (told.has(handle) && numbers[handle] >= 0) {
        all.mark(numbers[handle], markBase + handle);
      }
    }
  }

  private int handle(SeenTable table, int row, int number) {
    int marked = number < 0 ? -1 : all.mark(number) - markBase;
    return marked >= 0 && marked < highest ? marked : handles.get(table.table.id[row]);
  }

  /**
   * Whether an entity was told of with this right. Of what the client has from before it is not
   * known: any will do with which it may know what it does.
   */
  private boolean hasRight(int handle, Visibility right) {
    if (rights[handle] == null && knowsNoMore(told.table(handle).table, told.row(handle), right)) {
      rights[handle] = right;
    }
    return rights[handle] == right;
  }

  private boolean knowsNoMore(EntityTable table, int row, Visibility right) {
    for (Column column : visible[table.kind.index()]) {
      int lane = column.lane();
      if (column.visibility().compareTo(right) > 0
          && switch (column.storage()) {
            case INT -> table.ints[lane][row] != 0;
            case LONG -> table.longs[lane][row] != 0;
            case BYTES -> table.bytes[lane][row].length > 0;
          }) {
        return false;
      }
    }
    return true;
  }

  /**
   * This event is to be shown with the next update.
   *
   * @param near as of an entity
   */
  public void happened(EmittedEvent event, float near) {
    if (events.size() < MOST_EVENTS) {
      events.add(event);
      eventNearness.add(near);
    }
  }

  /**
   * Ends an update: what was not {@linkplain #see seen} since the last one has left. If that takes
   * more bytes than there are, what is near and what has waited goes first; the rest stays as it
   * was told, or unseen, and waits. Events cannot wait: of those that take too many bytes, only the
   * nearest are shown.
   *
   * @param bytes about how many it may have; the client's own entity, and the most urgent one
   *     besides, are told with any number
   * @param eventBytes how many of them events may have; the nearest is shown with any number
   * @return update data of encoding 2
   */
  public byte[] update(int bytes, int eventBytes) {
    writeEvents(eventBytes);
    out.clear();
    out.varint(update == 0 ? 1 : 0);
    writeLeft();
    int room = bytes - eventPart.size();
    boolean anyWaited = anyWaits;
    anyWaits = false;
    if (anyWaited) {
      Arrays.fill(waits, false);
    }
    Long2IntOpenHashMap waitedToEnter = waitingToEnter;
    if (!waitedToEnter.isEmpty()) {
      waitingToEnter = new Long2IntOpenHashMap();
    }
    if (stayed * bytesPerChange + enteredCount * bytesPerEntry > room - out.size()) {
      letWait(room - out.size(), waitedToEnter);
    } else if (anyWaited) {
      Arrays.fill(waited, 0);
    }
    writeChanged();
    writeEntered(room, waitedToEnter);
    out.append(eventPart);
    now.clear();
    looks = false;
    alone = null;
    Arrays.fill(entered, 0, enteredCount, null);
    enteredCount = 0;
    stayed = 0;
    update++;
    return out.toBytes();
  }

  /** Whether nothing has had to wait in the last update. */
  public boolean hasToldAll() {
    return !anyWaits && waitingToEnter.isEmpty();
  }

  /**
   * Chooses what is told: an entity's urgency grows with each update that it waits, the faster the
   * nearer it is, so that everything's turn comes.
   */
  private void letWait(int bytes, Long2IntOpenHashMap waitedToEnter) {
    long[] ranking = new long[stayed + enteredCount];
    int count = 0;
    for (int handle = 0; handle < highest; handle++) {
      if (now.has(handle)
          && changes.differ(
              told.table(handle),
              told.row(handle),
              now.table(handle),
              now.row(handle),
              rights[handle])) {
        ranking[count++] = rank(nearness[handle], waited[handle], handle);
      }
    }
    for (int i = 0; i < enteredCount; i++) {
      int since = waitedToEnter.getOrDefault(entered[i].table.id[enteredRow[i]], update);
      ranking[count++] = rank(enteredNearness[i], update - since, highest + i);
    }
    Arrays.sort(ranking, 0, count);
    anyWaits = true;
    double room = bytes;
    boolean any = false;
    int[] enters = new int[enteredCount];
    int entering = 0;
    for (int i = count - 1; i >= 0; i--) {
      int which = (int) ranking[i];
      boolean isEntry = which >= highest;
      boolean isFirst = (isEntry ? enteredNearness[which - highest] : nearness[which]) == FIRST;
      double cost = isEntry ? bytesPerEntry : bytesPerChange;
      boolean fits = isFirst || cost <= room || !any;
      any |= !isFirst;
      room = fits ? room - cost : 0;
      if (!isEntry) {
        waits[which] = !fits;
        waited[which]++;
      } else if (fits) {
        enters[entering++] = which - highest;
      } else {
        waitToEnter(which - highest, waitedToEnter);
      }
    }
    keepEntering(enters, entering);
  }

  /** The urgency, and below it what it belongs to. */
  private static long rank(float near, int waits, int which) {
    float urgency = (1 + NEAR_FIRST * near) * (1 + waits);
    return (long) Float.floatToIntBits(urgency) << 32 | which;
  }

  private void waitToEnter(int i, Long2IntOpenHashMap waitedToEnter) {
    long id = entered[i].table.id[enteredRow[i]];
    waitingToEnter.put(id, waitedToEnter.getOrDefault(id, update));
  }

  /** These enter, in this order. */
  private void keepEntering(int[] which, int count) {
    SeenTable[] tables = new SeenTable[entered.length];
    int[] rows = new int[entered.length];
    float[] near = new float[entered.length];
    Visibility[] right = new Visibility[entered.length];
    for (int i = 0; i < count; i++) {
      tables[i] = entered[which[i]];
      rows[i] = enteredRow[which[i]];
      near[i] = enteredNearness[which[i]];
      right[i] = enteredRights[which[i]];
    }
    entered = tables;
    enteredRow = rows;
    enteredNearness = near;
    enteredRights = right;
    enteredCount = count;
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
        handles.remove(told.table(handle).table.id[told.row(handle)]);
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
        changes.kept(handle, now.table(handle).table.kind.index());
      } else {
        changes.stayed(
            handle,
            told.table(handle),
            told.row(handle),
            now.table(handle),
            now.row(handle),
            rights[handle]);
      }
    }
    int changed = changes.write(out);
    bytesPerChange = smoothed(bytesPerChange, out.size() - from, changed);
    for (int handle = 0; anyWaits && handle < highest; handle++) {
      if (waits[handle]) {
        keepTold(handle);
      } else {
        waited[handle] = 0;
      }
    }
    if (anyCopies && !anyWaits) {
      anyCopies = false;
      Arrays.setAll(toldBefore, kind -> all.alone(new EntityTable(toldBefore[kind].table.kind, 0)));
    }
    Rows spare = told;
    told = now;
    now = spare;
  }

  /** An entity stays as it was told; its row is copied, as its state would be kept for it alone. */
  private void keepTold(int handle) {
    SeenTable from = told.table(handle);
    SeenTable copies = toldBefore[from.table.kind.index()];
    if (from != copies) {
      copies.table.ensureCapacity(handle + 1);
      copies.table.copyRows(from.table, told.row(handle), handle, 1);
      anyCopies = true;
    }
    now.put(handle, copies, handle);
  }

  /** What the client may not see looks like 0, or nothing. */
  private static void writeNothing(ByteSink to, Column column) {
    switch (column.type()) {
      case FIXED, I32, I64, BYTES -> to.varint(0);
      case F32 -> to.fixed32(0);
      case F64 -> to.fixed64(0);
    }
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

  /** Ends where the update has as many bytes as it may have, if it turns out that that is early. */
  private void writeEntered(int bytes, Long2IntOpenHashMap waitedToEnter) {
    part.clear();
    int count = 0;
    boolean any = false;
    for (int i = 0; i < enteredCount; i++) {
      EntityTable table = entered[i].table;
      int row = enteredRow[i];
      boolean isFirst = enteredNearness[i] == FIRST;
      if (any && !isFirst && out.size() + part.size() > bytes) {
        waitToEnter(i, waitedToEnter);
        continue;
      }
      any |= !isFirst;
      count++;
      int handle = newHandle();
      told.put(handle, entered[i], row);
      waited[handle] = 0;
      rights[handle] = enteredRights[i];
      numbers[handle] = entered[i].number(row);
      handles.put(table.id[row], handle);
      changes.entered(handle);
      part.varint(handle);
      part.fixed64(table.id[row]);
      part.varint(table.kind.index());
      writePlace(part, table.x[row], table.y[row], table.z[row]);
      for (Column column : visible[table.kind.index()]) {
        if (column.visibility().compareTo(enteredRights[i]) <= 0) {
          writeWhole(part, column, table, row);
        } else {
          writeNothing(part, column);
        }
      }
    }
    out.varint(count);
    out.append(part);
    bytesPerEntry = smoothed(bytesPerEntry, part.size(), count);
  }

  private int newHandle() {
    int handle = freeCount > 0 ? free[--freeCount] : highest++;
    told.room(highest);
    now.room(highest);
    if (handle >= nearness.length) {
      int length = nearness.length * 2;
      nearness = Arrays.copyOf(nearness, length);
      waits = Arrays.copyOf(waits, length);
      waited = Arrays.copyOf(waited, length);
      rights = Arrays.copyOf(rights, length);
      numbers = Arrays.copyOf(numbers, length);
    }
    return handle;
  }

  private static double smoothed(double mean, int bytes, int count) {
    return count == 0 ? mean : mean + ((double) bytes / count - mean) * SMOOTHING;
  }

  private void writePlace(ByteSink to, int x, int y, int z) {
    to.varint(x);
    to.varint(y);
    if (dimensions == 3) {
      to.varint(z);
    }
  }

  /** In the order in which they happened; only the nearest, if they take more bytes than that. */
  private void writeEvents(int bytes) {
    boolean[] shown = new boolean[events.size()];
    Arrays.fill(shown, true);
    putTogether(shown);
    if (eventPart.size() > bytes) {
      int[] size = new int[shown.length];
      long[] ranking = new long[shown.length];
      for (int i = 0; i < shown.length; i++) {
        eventPart.clear();
        writeEvent(events.get(i));
        size[i] = eventPart.size();
        ranking[i] = rank(eventNearness.getFloat(i), 0, i);
      }
      Arrays.sort(ranking);
      int room = bytes;
      for (int i = shown.length - 1; i >= 0; i--) {
        int which = (int) ranking[i];
        room -= size[which];
        shown[which] = room >= 0 || i == shown.length - 1;
      }
      putTogether(shown);
    }
    events.clear();
    eventNearness.clear();
  }

  private void putTogether(boolean[] shown) {
    int count = 0;
    for (boolean isShown : shown) {
      count += isShown ? 1 : 0;
    }
    eventPart.clear();
    eventPart.varint(count);
    for (int i = 0; i < shown.length; i++) {
      if (shown[i]) {
        writeEvent(events.get(i));
      }
    }
  }

  private void writeEvent(EmittedEvent e) {
    eventPart.varint(e.kind());
    eventPart.fixed64(e.entity());
    writePlace(eventPart, e.x(), e.y(), e.z());
    long[] arguments = {e.a(), e.b(), e.c(), e.d()};
    for (int i = 0; i < eventArguments[e.kind()]; i++) {
      eventPart.zigzag(arguments[i]);
    }
  }
}
