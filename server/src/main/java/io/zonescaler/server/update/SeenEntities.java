package io.zonescaler.server.update;

import io.zonescaler.client.update.ByteSink;
import io.zonescaler.state.EntityTable;
import io.zonescaler.world.Column;
import io.zonescaler.world.Kind;
import io.zonescaler.world.Schema;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What all clients of a gateway share: numbers of the entities that any of them sees, the newest
 * row of each, and room to write an update in. Not thread-safe.
 */
public final class SeenEntities {
  /** Ticks for which an entity that nobody sees keeps its number, at least. */
  private static final int KEPT_TICKS = 12;

  private final KindChanges[] kinds;
  private final Column[][] visible;
  private final Long2IntOpenHashMap numbers = new Long2IntOpenHashMap();
  private @Nullable SeenTable[] newest = new SeenTable[64];
  private int[] newestRow = new int[64];

  /** What the client that looks knows an entity as, by its number. */
  private int[] marks = new int[64];

  private int markBase = 1;
  private int highest;
  private int[] free = new int[16];
  private int freeCount;
  private int tables;
  private long newestTick;
  private long tidiedTick;

  final ByteSink out = new ByteSink();
  final ByteSink part = new ByteSink();
  final ByteSink eventPart = new ByteSink();
  final int dimensions;
  final Schema schema;

  /** Nothing is seen yet of a world of so many dimensions. */
  public SeenEntities(Schema schema, int dimensions) {
    this.schema = schema;
    this.dimensions = dimensions;
    visible = new Column[schema.gameKinds()][];
    kinds = new KindChanges[visible.length];
    for (int i = 0; i < visible.length; i++) {
      visible[i] =
          schema.kinds().get(i).columns().stream().filter(Column::visible).toArray(Column[]::new);
      kinds[i] = new KindChanges(visible[i], dimensions);
    }
    numbers.defaultReturnValue(-1);
  }

  /**
   * A table of a tick, for all clients; its rows must not change any more.
   *
   * @param before the table of the tick before that has most of its entities, if it is known
   */
  public SeenTable table(EntityTable table, long tick, @Nullable SeenTable before) {
    if (tick > newestTick) {
      newestTick = tick;
      if (newestTick - tidiedTick > KEPT_TICKS) {
        tidiedTick = newestTick;
        tidy();
      }
    }
    SeenTable seen = new SeenTable(this, table, tick, ++tables, true);
    if (before != null && isRecent(before.tick)) {
      seen.follow(before);
    }
    return seen;
  }

  /** A table for one client, which shares nothing of it with others. */
  SeenTable alone(EntityTable table) {
    return new SeenTable(this, table, -1, ++tables, false);
  }

  /** The columns that clients see, by kind. */
  Column[][] visible() {
    return visible;
  }

  /** How many kinds clients may see: the schema's first. */
  public int kinds() {
    return kinds.length;
  }

  KindChanges[] changes() {
    return kinds;
  }

  KindChanges kind(Kind kind) {
    return kinds[kind.index()];
  }

  /** Whether entities have the same numbers still as in tables of this tick. */
  boolean isRecent(long tick) {
    return tick >= newestTick - KEPT_TICKS;
  }

  private void tidy() {
    for (int number = 0; number < highest; number++) {
      SeenTable table = newest[number];
      if (table != null && !isRecent(table.tick)) {
        numbers.remove(table.table.id[newestRow[number]]);
        newest[number] = null;
        if (freeCount == free.length) {
          free = Arrays.copyOf(free, 2 * freeCount);
        }
        free[freeCount++] = number;
      }
    }
  }

  /** The number of an entity, which gets one if it has none. */
  int number(long id) {
    int number = numbers.get(id);
    if (number < 0) {
      number = freeCount > 0 ? free[--freeCount] : highest++;
      if (number == newest.length) {
        newest = Arrays.copyOf(newest, 2 * number);
        newestRow = Arrays.copyOf(newestRow, 2 * number);
        marks = Arrays.copyOf(marks, 2 * number);
      }
      numbers.put(id, number);
    }
    return number;
  }

  /** Where an entity was seen at the newest tick at which it was; null if it was not yet. */
  @Nullable SeenTable newest(int number) {
    return newest[number];
  }

  int newestRow(int number) {
    return newestRow[number];
  }

  void seen(int number, SeenTable table, int row) {
    SeenTable before = newest[number];
    if (before == null || before.tick < table.tick) {
      newest[number] = table;
      newestRow[number] = row;
    }
  }

  /** Begins to mark entities: the marks of before are void. */
  int beginMarks(int handles) {
    if (markBase > Integer.MAX_VALUE - handles) {
      Arrays.fill(marks, 0);
      markBase = 1;
    }
    int base = markBase;
    markBase += handles;
    return base;
  }

  void mark(int number, int mark) {
    marks[number] = mark;
  }

  /** The newest mark of an entity; one below what {@link #beginMarks} gave is void. */
  int mark(int number) {
    return marks[number];
  }
}
