package io.zonescaler.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonescaler.state.EntityTable;
import io.zonescaler.world.Kind;
import io.zonescaler.world.Schema;
import io.zonescaler.world.Space;
import io.zonescaler.world.WorldSettings;
import java.util.Arrays;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * Tables written by hand: cell 5 of the table before has ten rows with the ids 0, 10, .. 90 in the
 * last column of x. The lanes are 0 x, 1 y, 2 an int, 3 a byte string of at most 4 bytes.
 */
class FrameTableDecoderTest {
  private static final int CELL = 5;

  private final Space space =
      new Space(WorldSettings.flat(1000, 1000).quantum(1).interestRadius(16).maxStep(4).build());
  private final KindLayout layout;
  private final EntityTable before;
  private final int lastX = 6 * 16 - 1;

  FrameTableDecoderTest() {
    Kind kind = Kind.of("thing");
    kind.i32("number");
    kind.bytes("text", 4);
    Schema.of(kind).build();
    layout = new KindLayout(kind, space);
    before = new EntityTable(kind, 0);
    for (int i = 0; i < 10; i++) {
      before.append(i * 10, CELL, lastX, i, 0);
    }
  }

  @Test
  void exitsByNumber() {
    EntityTable after = read(8, 0, 2, exits -> exits.pack(new long[] {3, 9}, 0, 2, 4));
    assertThat(Arrays.copyOf(after.id, after.size)).containsExactly(0, 10, 20, 40, 50, 60, 70, 80);
    refused("row 3 of a cell", 8, 0, 2, bits -> bits.pack(new long[] {3, 3}, 0, 2, 4));
    refused("row 3 of a cell", 8, 0, 2, bits -> bits.pack(new long[] {9, 3}, 0, 2, 4));
    refused("row 10 of a cell", 8, 0, 2, bits -> bits.pack(new long[] {3, 10}, 0, 2, 4));
    refused("too short", 8, 0, 2, bits -> {});
  }

  @Test
  void exitsByBit() {
    EntityTable after = read(6, 0, 4, bits -> bits.bits(0b1000000111, 10));
    assertThat(Arrays.copyOf(after.id, after.size)).containsExactly(30, 40, 50, 60, 70, 80);
    refused("3 rows leave a cell", 6, 0, 4, bits -> bits.bits(0b1000000011, 10));
    refused("5 rows leave a cell", 6, 0, 4, bits -> bits.bits(0b1000001111, 10));
    refused("of which 11 leave", 0, 0, 11, bits -> bits.bits(0, 10));
  }

  @Test
  void allRowsLeave() {
    assertThat(read(0, 0, 10, bits -> {}).size).isZero();
    refused("longer than its content", 0, 0, 10, bits -> bits.bits(0, 1));
  }

  @Test
  void enters() {
    EntityTable after = read(11, 1, 0, bits -> enter(bits, 15));
    assertThat(Arrays.copyOf(after.id, 4)).containsExactly(0, 10, 15, 20);
    assertThat(after.x[2]).isEqualTo(5 * 16);
    refused("out of order", 11, 1, 0, bits -> enter(bits, 20));
    refused("out of order", 12, 2, 0, bits -> enter(bits, 25, 24));
    refused("out of order", 12, 2, 0, bits -> enter(bits, 25, 25));
    refused("announced are 10", 10, 1, 0, bits -> enter(bits, 15));
    refused("the number of entering rows is 2", 12, 2, 0, bits -> enter(bits, 15));
  }

  @Test
  void survivorsStayInTheirCell() {
    long oneLeft = 1;
    long oneRight = 2;
    EntityTable after = read(10, 0b1, 0, 0, 0, bits -> lane(bits, 2, oneLeft, 4));
    assertThat(after.x[4]).isEqualTo(lastX - 1);
    assertThat(after.x[3]).isEqualTo(lastX);
    refused("not in its cell", 10, 0b1, 0, 0, 0, bits -> lane(bits, 2, oneRight, 4));
    refused("not in its cell", 10, 0b10, 0, 0, 0, bits -> lane(bits, 2, oneLeft, 0));
    refused(
        "not in its cell",
        11,
        0b1,
        0,
        1,
        0,
        bits -> {
          bits.bits64(15);
          lane(bits, 2, oneRight, 4);
        });
  }

  @Test
  void entersAreInTheirCell() {
    EntityTable after = read(11, 0, 0b11, 1, 0, bits -> place(bits, 15, 15));
    assertThat(after.x[2]).isEqualTo(lastX);
    assertThat(after.y[2]).isEqualTo(15);
    refused("not in its cell", 11, 0, 0b11, 1, 0, bits -> place(bits, 16, 0));
    refused("not in its cell", 11, 0, 0b11, 1, 0, bits -> place(bits, 0, 16));
  }

  @Test
  void byteStringsFitTheirColumn() {
    EntityTable after =
        read(
            10,
            0b1000,
            0,
            0,
            0,
            bits -> {
              lane(bits, 3, 5, 2);
              bits.align();
              bits.bytes(new byte[] {1, 2, 3, 4});
            });
    assertThat(after.bytes[0][2]).containsExactly(1, 2, 3, 4);
    assertThat(after.bytes[0][1]).isEmpty();
    refused(
        "a byte string of 5 bytes",
        10,
        0b1000,
        0,
        0,
        0,
        bits -> {
          lane(bits, 3, 6, 2);
          bits.align();
          bits.bytes(new byte[5]);
        });
    refused(
        "too short",
        10,
        0b1000,
        0,
        0,
        0,
        bits -> {
          lane(bits, 3, 5, 2);
          bits.align();
          bits.bytes(new byte[3]);
        });
  }

  @Test
  void lanesAreThoseOfTheKind() {
    refused("the mask", 10, 0b10000, 0, 0, 0, bits -> bits.bits(0, 4));
    refused(
        "has values of 64",
        10,
        0b100,
        0,
        0,
        0,
        bits -> {
          bits.bits(15, 4);
          bits.pack(new long[10], 0, 10, 64);
        });
  }

  @Test
  void cellsAreThoseOfTheWorld() {
    FrameWriter out = new FrameWriter();
    out.varint(10);
    out.varint(1);
    out.varint(0);
    out.varint(0);
    out.varint((long) space.cellsX() * space.cellsY() << 2);
    out.varint(0);
    FrameReader in = new FrameReader(out.sealed(), 0);
    assertThatThrownBy(() -> new TableDecoder(space).read(layout, before, in, null))
        .isInstanceOf(FrameException.class)
        .hasMessageContaining("not in the world");
  }

  /** A lane of ten survivors of which one has a value other than 0. */
  private static void lane(FrameWriter bits, int width, long value, int at) {
    long[] values = new long[10];
    values[at] = value;
    bits.bits(width, 4);
    bits.pack(values, 0, 10, width);
  }

  private static void enter(FrameWriter bits, long... ids) {
    for (long id : ids) {
      bits.bits64(id);
    }
  }

  private static void place(FrameWriter bits, int x, int y) {
    bits.bits64(15);
    bits.bits(8, 4);
    bits.bits(x, 8);
    bits.bits(8, 4);
    bits.bits(y, 8);
  }

  private void refused(String why, int rows, int enters, int exits, Consumer<FrameWriter> bits) {
    refused(why, rows, 0, 0, enters, exits, bits);
  }

  private void refused(
      String why,
      int rows,
      long changed,
      long set,
      int enters,
      int exits,
      Consumer<FrameWriter> bits) {
    assertThatThrownBy(() -> read(rows, changed, set, enters, exits, bits))
        .isInstanceOf(FrameException.class)
        .hasMessageContaining(why);
  }

  private EntityTable read(int rows, int enters, int exits, Consumer<FrameWriter> bits) {
    return read(rows, 0, 0, enters, exits, bits);
  }

  private EntityTable read(
      int rows, long changed, long set, int enters, int exits, Consumer<FrameWriter> bits) {
    FrameWriter out = new FrameWriter();
    out.varint(rows);
    out.varint(1);
    out.varint(changed);
    out.varint(set);
    out.varint(CELL << 2 | (enters > 0 ? 2 : 0) | (exits > 0 ? 1 : 0));
    if (enters > 0) {
      out.varint(enters);
    }
    if (exits > 0) {
      out.varint(exits);
    }
    int mark = out.beginLength();
    bits.accept(out);
    out.align();
    out.endLength(mark);
    return new TableDecoder(space).read(layout, before, new FrameReader(out.sealed(), 0), null);
  }
}
