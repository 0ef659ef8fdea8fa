package io.zonescaler.client.update;

import io.zonescaler.client.update.UpdateLayout.ColumnLayout;
import io.zonescaler.client.update.UpdateLayout.KindLayout;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a client knows of the world: reads update data of encoding 2. Not thread-safe. */
public final class ClientView {
  private static final int MOST_ENTITIES = 1 << 20;

  /** Entities that a gateway lets a client bring along. */
  public static final int MOST_BROUGHT = 4096;

  /** Bytes of an update besides its entities, at most. */
  private static final int FRAMING = 8;

  /** An entity in view. */
  public static final class Seen {
    private final long id;
    private final KindLayout kind;
    final int[] position = new int[3];
    final long[] values;
    final byte[][] bytes;

    /** What the update before has added to each coordinate and column. */
    final int[] last;

    final int kindIndex;

    private Seen(long id, KindLayout kind, int kindIndex) {
      this.id = id;
      this.kind = kind;
      this.kindIndex = kindIndex;
      values = new long[kind.columns().size()];
      bytes = new byte[kind.columns().size()][];
      last = new int[position.length + kind.columns().size()];
    }

    /** Its id. */
    public long id() {
      return id;
    }

    /** Its kind. */
    public KindLayout kind() {
      return kind;
    }

    /** Index of its kind. */
    public int kindIndex() {
      return kindIndex;
    }

    /** Coordinate on an axis in quanta. */
    public int position(int axis) {
      return position[axis];
    }

    /** Value of an integer column; raw bits of a real one. */
    public long raw(int column) {
      return values[column];
    }

    /** Value of a column of byte strings; do not modify. */
    public byte[] bytes(int column) {
      return bytes[column];
    }
  }

  /**
   * An event.
   *
   * @param kind index of its kind
   * @param entity id of the entity that it comes from
   * @param x place in quanta
   * @param y place in quanta
   * @param z place in quanta
   * @param arguments its arguments
   */
  public record SeenEvent(int kind, long entity, int x, int y, int z, List<Long> arguments) {}

  /**
   * What an update brought.
   *
   * @param entered ids that came into view
   * @param changed number of entities in view that changed
   * @param left ids that went out of view
   * @param events events
   */
  public record Changes(List<Long> entered, int changed, List<Long> left, List<SeenEvent> events) {}

  private final UpdateLayout layout;
  private final int mostEntities;
  private final List<@Nullable Seen> byHandle = new ArrayList<>();
  private final Map<Long, Seen> byId = new HashMap<>();
  private final ChangeReader changes;

  /** A client that has seen nothing yet. */
  public ClientView(UpdateLayout layout) {
    this(layout, MOST_ENTITIES);
  }

  private ClientView(UpdateLayout layout, int mostEntities) {
    this.layout = layout;
    this.mostEntities = mostEntities;
    changes = new ChangeReader(layout);
  }

  /**
   * All in view, as an update that lets it enter: for a client that goes on with it in another
   * stream, where handles are the places in the update, from 0.
   *
   * @param mostBytes what takes more is left out, the entities that came last first
   */
  public byte[] encode(int mostBytes) {
    ByteSink entered = new ByteSink();
    ByteSink entity = new ByteSink();
    int count = 0;
    for (Seen seen : byHandle) {
      if (seen == null) {
        continue;
      }
      entity.clear();
      write(entity, count, seen);
      if (entered.size() + entity.size() + FRAMING > mostBytes || count == MOST_BROUGHT) {
        break;
      }
      entered.append(entity);
      count++;
    }
    ByteSink out = new ByteSink();
    out.varint(1);
    out.varint(0);
    out.varint(count);
    out.append(entered);
    out.varint(0);
    return out.toBytes();
  }

  private void write(ByteSink out, int handle, Seen seen) {
    out.varint(handle);
    out.fixed64(seen.id);
    out.varint(seen.kindIndex);
    for (int axis = 0; axis < layout.dimensions(); axis++) {
      out.varint(seen.position[axis]);
    }
    for (int c = 0; c < seen.values.length; c++) {
      switch (seen.kind.columns().get(c).type()) {
        case FIXED, I32, I64 -> out.zigzag(seen.values[c]);
        case F32 -> out.fixed32((int) seen.values[c]);
        case F64 -> out.fixed64(seen.values[c]);
        case BYTES -> out.string(seen.bytes[c]);
      }
    }
  }

  /**
   * What {@link #encode} has written, by a client that may be hostile.
   *
   * @throws IllegalArgumentException if the data is damaged, or not that of a view
   */
  public static ClientView decode(UpdateLayout layout, byte[] data) {
    ClientView view = new ClientView(layout, data.length);
    Changes changes = view.apply(UpdateLayout.ENCODING, data);
    if (changes.entered().size() != view.byHandle.size()) {
      throw new IllegalArgumentException(
          "handles of " + changes.entered().size() + " entities are not 0, 1, 2 and so on");
    }
    return view;
  }

  /** The entities by handle, where none has left. */
  public List<Seen> byHandle() {
    return byHandle.stream().map(Objects::requireNonNull).toList();
  }

  /** The entity of that id, or null if it is not in view. */
  public @Nullable Seen find(long id) {
    return byId.get(id);
  }

  /** All entities in view. */
  public Collection<Seen> entities() {
    return byId.values();
  }

  /**
   * Takes in an update.
   *
   * @param encoding number of the encoding that the data has
   * @throws IllegalArgumentException if the data is damaged or does not follow the update before,
   *     or is of another encoding
   */
  public Changes apply(int encoding, byte[] data) {
    if (encoding != UpdateLayout.ENCODING) {
      throw new IllegalArgumentException(
          "an update of encoding "
              + encoding
              + ", this client reads encoding "
              + UpdateLayout.ENCODING
              + ": take the client of the server's release");
    }
    ByteSource in = new ByteSource(data);
    if ((in.number("flags", 1) & 1) != 0) {
      byHandle.clear();
      byId.clear();
    }
    List<Long> left = readLeft(in);
    int changed = changes.read(in, byHandle);
    List<Long> entered = readEntered(in);
    List<SeenEvent> events = readEvents(in);
    in.requireEnd();
    return new Changes(entered, changed, left, events);
  }

  private List<Long> readLeft(ByteSource in) {
    int count = in.number("number of entities", mostEntities);
    List<Long> left = new ArrayList<>();
    int handle = -1;
    for (int i = 0; i < count; i++) {
      handle += 1 + in.number("handle", mostEntities);
      long id = at(handle).id;
      byId.remove(id);
      byHandle.set(handle, null);
      left.add(id);
    }
    return left;
  }

  private Seen at(int handle) {
    Seen seen = handle < byHandle.size() ? byHandle.get(handle) : null;
    if (seen == null) {
      throw new IllegalArgumentException("a damaged update: no entity has handle " + handle);
    }
    return seen;
  }

  private List<Long> readEntered(ByteSource in) {
    int count = in.number("number of entities", mostEntities);
    List<Long> entered = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int handle = in.number("handle", mostEntities);
      long id = in.fixed64();
      int index = in.number("kind", layout.kinds().size() - 1);
      KindLayout kind = layout.kinds().get(index);
      Seen seen = new Seen(id, kind, index);
      for (int axis = 0; axis < layout.dimensions(); axis++) {
        seen.position[axis] = in.number("coordinate", Integer.MAX_VALUE);
      }
      for (int c = 0; c < kind.columns().size(); c++) {
        readWhole(in, kind.columns().get(c), seen, c);
      }
      while (byHandle.size() <= handle) {
        byHandle.add(null);
      }
      if (byHandle.set(handle, seen) != null || byId.put(id, seen) != null) {
        throw new IllegalArgumentException(
            "a damaged update: entity " + Long.toHexString(id) + " enters twice");
      }
      entered.add(id);
    }
    return entered;
  }

  private static void readWhole(ByteSource in, ColumnLayout column, Seen seen, int c) {
    switch (column.type()) {
      case FIXED, I32, I64 -> seen.values[c] = in.zigzag();
      case F32 -> seen.values[c] = in.fixed32();
      case F64 -> seen.values[c] = in.fixed64();
      case BYTES -> seen.bytes[c] = in.string();
    }
  }

  private List<SeenEvent> readEvents(ByteSource in) {
    int count = in.number("number of events", mostEntities);
    List<SeenEvent> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int kind = in.number("event", layout.events().size() - 1);
      long entity = in.fixed64();
      int[] place = new int[3];
      for (int axis = 0; axis < layout.dimensions(); axis++) {
        place[axis] = in.number("coordinate", Integer.MAX_VALUE);
      }
      List<Long> arguments = new ArrayList<>();
      for (int a = 0; a < layout.events().get(kind).arguments(); a++) {
        arguments.add(in.zigzag());
      }
      events.add(new SeenEvent(kind, entity, place[0], place[1], place[2], arguments));
    }
    return events;
  }
}
