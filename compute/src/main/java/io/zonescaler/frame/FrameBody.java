package io.zonescaler.frame;

import io.zonescaler.state.EmittedEvent;
import io.zonescaler.state.EntityTable;
import io.zonescaler.state.InputOutcome;
import io.zonescaler.state.PlayerInput;
import io.zonescaler.state.SentMessage;
import io.zonescaler.state.VariableValues;
import io.zonescaler.state.ZoneState;
import io.zonescaler.world.Box;
import io.zonescaler.world.Kind;
import io.zonescaler.world.Schema;
import io.zonescaler.world.Space;
import io.zonescaler.world.WorldVariable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What follows a frame's header: the idle box if there is one, the {@linkplain TableEncoder table}
 * of each kind, then messages, events and inputs, and in a full frame the world's variables. Has
 * the working arrays of one call at a time; not thread-safe.
 */
final class FrameBody {
  private final Space space;
  private final List<KindLayout> layouts = new ArrayList<>();
  private final int quantities;
  private final List<WorldVariable> variables;
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
    variables = schema.variables();
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
    if (state.variables().size() != variables.size()) {
      throw new IllegalArgumentException(
          "the state has the values "
              + state.variables()
              + " of variables, the schema has the variables "
              + variables);
    }
  }

  /**
   * Writes the content of the frame of {@code next}.
   *
   * @throws IllegalArgumentException if {@code next} is not in canonical order, or has variables
   *     that do not follow from {@code previous} and its inputs
   */
  void write(@Nullable ZoneState previous, ZoneState next) {
    if (previous != null && !next.variables().equals(previous.variables().after(next.inputs()))) {
      throw new IllegalArgumentException(
          "the variables "
              + next.variables()
              + " do not follow from "
              + previous.variables()
              + " with the inputs "
              + next.inputs());
    }
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
    if (previous == null) {
      for (int i = 0; i < variables.size(); i++) {
        writer.zigzag(next.variables().bits(i));
      }
    }
  }

  /** Writes which cells a part has. */
  static void writeCells(CellFilter cells, FrameWriter out) {
    int[] edges = cells.toArray();
    out.varint(edges.length);
    for (int edge : edges) {
      out.varint(edge);
    }
  }

  /**
   * Reads which cells a part has.
   *
   * @throws FrameException if they are not cells of this world
   */
  static CellFilter readCells(Space space, FrameReader in) {
    int[] edges = new int[in.count(1, "the number of a part's edges")];
    for (int i = 0; i < edges.length; i++) {
      edges[i] = in.bounded(Integer.MAX_VALUE, "an edge of a part");
    }
    try {
      return CellFilter.of(space, edges);
    } catch (IllegalArgumentException e) {
      throw FrameException.damaged("it is a part of " + e.getMessage());
    }
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
    List<SentMessage> sent = messages.read(header.tick(), in);
    List<EmittedEvent> emitted = events.read(in);
    List<InputOutcome> inputs = readInputs(in);
    ZoneState state =
        new ZoneState(
            header.zone(),
            header.tick(),
            header.mapVersion(),
            Collections.unmodifiableList(tables),
            sent,
            emitted,
            inputs,
            previous == null ? readVariables(in) : previous.variables().after(inputs),
            idle,
            header.totals(),
            header.previousDigest(),
            header.chainDigest());
    if (in.remaining() != 0) {
      throw FrameException.damaged(in.remaining() + " bytes are left after its content");
    }
    return state;
  }

  private List<InputOutcome> readInputs(FrameReader in) {
    List<InputOutcome> inputs = InputCodec.read(in);
    for (InputOutcome outcome : inputs) {
      PlayerInput input = outcome.input();
      if (input.type() == PlayerInput.Type.SET && !VariableValues.allows(variables, input)) {
        throw FrameException.damaged("it sets no variable of the world: " + input);
      }
    }
    return inputs;
  }

  private VariableValues readVariables(FrameReader in) {
    long[] bits = new long[variables.size()];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = in.zigzag();
    }
    return VariableValues.of(bits);
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
