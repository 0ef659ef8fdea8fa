package io.zonescaler.frame;

import io.zonescaler.state.EntityTable;
import io.zonescaler.state.ZoneState;
import io.zonescaler.world.Box;
import io.zonescaler.world.Kind;
import io.zonescaler.world.Schema;
import io.zonescaler.world.Space;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What follows a frame's header: the idle box if there is one, the {@linkplain TableEncoder table}
 * of each kind, then messages, events and inputs. Has the working arrays of one call at a time; not
 * thread-safe.
 */
final class FrameBody {
  private final Space space;
  private final List<KindLayout> layouts = new ArrayList<>();
  private final int quantities;
  private final MessageCodec messages;
  private final EventCodec events;
  private final TableEncoder encoder;
  private final TableDecoder decoder;

  /** The buffer that the whole frame is written to. */
  final FrameWriter writer = new FrameWriter();

  FrameBody(Schema schema, Space space) {
    this.space = space;
    for (Kind kind : schema.kinds()) {
      layouts.add(new KindLayout(kind, space));
    }
    quantities = schema.quantities().size();
    messages = new MessageCodec(schema, space);
    events = new EventCodec(schema, space);
    encoder = new TableEncoder(space);
    decoder = new TableDecoder(space);
  }

  /**
   * Checks that the state has the tables and totals of this schema.
   *
   * @throws IllegalArgumentException if it does not
   */
  void require(ZoneState state) {
    for (int i = 0; i < layouts.size() || i < state.tables().size(); i++) {
      if (i >= layouts.size()
          || i >= state.tables().size()
          || state.tables().get(i).kind != layouts.get(i).kind) {
        throw new IllegalArgumentException(
            "a state has one table per kind in the order of the schema, this one differs at place "
                + i);
      }
    }
    if (state.totals().amounts.length != quantities) {
      throw new IllegalArgumentException(
          "the state has totals of "
              + state.totals().amounts.length
              + " quantities, the schema has "
              + quantities);
    }
  }

  /**
   * Writes the content of the frame of {@code next}.
   *
   * @throws IllegalArgumentException if {@code next} is not in canonical order
   */
  void write(@Nullable ZoneState previous, ZoneState next) {
    Box idle = next.idleBox();
    if (idle != null) {
      if (!isInWorld(idle)) {
        throw new IllegalArgumentException("the idle box " + idle + " is not in the world");
      }
      for (int axis = 0; axis < 3; axis++) {
        writer.varint(idle.min(axis));
        writer.varint(idle.max(axis));
      }
    }
    for (int i = 0; i < layouts.size(); i++) {
      KindLayout layout = layouts.get(i);
      EntityTable before = previous == null ? layout.none : previous.tables().get(i);
      encoder.write(layout, before, next.tables().get(i), writer);
    }
    messages.write(next.messages(), next.tick(), writer);
    events.write(next.events(), writer);
    InputCodec.write(next.inputs(), writer);
  }

  /**
   * Reads the content.
   *
   * @throws FrameException if it makes no sense
   */
  ZoneState read(
      @Nullable ZoneState previous,
      FrameHeader header,
      FrameReader in,
      @Nullable CellFilter wanted) {
    if (header.totals().amounts.length != quantities) {
      throw FrameException.damaged(
          "it has totals of "
              + header.totals().amounts.length
              + " quantities, the schema has "
              + quantities);
    }
    Box idle = header.idle() ? readBox(in) : null;
    List<EntityTable> tables = new ArrayList<>(layouts.size());
    for (int i = 0; i < layouts.size(); i++) {
      KindLayout layout = layouts.get(i);
      EntityTable before = previous == null ? layout.none : previous.tables().get(i);
      EntityTable table = decoder.read(layout, before, in, wanted);
      tables.add(table == layout.none ? new EntityTable(layout.kind, 0) : table);
    }
    ZoneState state =
        new ZoneState(
            header.zone(),
            header.tick(),
            header.mapVersion(),
            Collections.unmodifiableList(tables),
            messages.read(header.tick(), in),
            events.read(in),
            InputCodec.read(in),
            idle,
            header.totals(),
            header.previousDigest(),
            header.chainDigest());
    if (in.remaining() != 0) {
      throw FrameException.damaged(in.remaining() + " bytes are left after its content");
    }
    return state;
  }

  private Box readBox(FrameReader in) {
    int[] edges = new int[6];
    for (int i = 0; i < 6; i++) {
      edges[i] = in.bounded(Integer.MAX_VALUE, "an edge of the idle box");
    }
    Box box = new Box(edges[0], edges[2], edges[4], edges[1], edges[3], edges[5]);
    if (!isInWorld(box)) {
      throw FrameException.damaged("its idle box " + box + " is not in the world");
    }
    return box;
  }

  private boolean isInWorld(Box box) {
    for (int axis = 0; axis < 3; axis++) {
      if (box.min(axis) < 0
          || box.max(axis) < box.min(axis)
          || box.max(axis) > space.bounds().max(axis)) {
        return false;
      }
    }
    return true;
  }
}
