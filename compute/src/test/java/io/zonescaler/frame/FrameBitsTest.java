package io.zonescaler.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameBitsTest {
  @Test
  void packedValuesOfAllWidthsAtAllOffsetsComeBack() {
    Random random = new Random(SeedForTests.next());
    for (int round = 0; round < 3000; round++) {
      FrameWriter out = new FrameWriter();
      int lead = random.nextInt(33);
      long leadBits = random.nextLong() & (1L << lead) - 1;
      int width = Widths.ofCode(1 + random.nextInt(15));
      long[] values =
          random
              .longs(random.nextInt(70))
              .map(v -> width == 64 ? v : v & (1L << width) - 1)
              .toArray();
      out.varint(7);
      out.bits(leadBits, lead);
      out.pack(values, 0, values.length, width);
      out.align();
      int end = out.position();
      byte[] frame = out.sealed();

      FrameReader in = new FrameReader(frame, 0);
      assertThat(in.varint()).isEqualTo(7);
      in.skip(in.remaining());
      in.beginBits(1, end);
      if (lead > 0) {
        assertThat(in.bits(lead)).isEqualTo(leadBits);
      }
      long[] found = new long[values.length];
      in.unpack(found, found.length, width);
      assertThat(found).isEqualTo(values);
      in.endBits();
      assertThat(catchThrowable(() -> in.bits(1))).isInstanceOf(FrameException.class);
    }
  }

  @Test
  void numbersOfAllSizesComeBack() {
    FrameWriter out = new FrameWriter();
    for (int shift = 0; shift < 64; shift++) {
      for (int d = -1; d <= 1; d++) {
        out.varint((1L << shift) + d);
        out.zigzag((1L << shift) + d);
      }
    }
    FrameReader in = new FrameReader(out.sealed(), 0);
    for (int shift = 0; shift < 64; shift++) {
      for (int d = -1; d <= 1; d++) {
        assertThat(in.varint()).isEqualTo((1L << shift) + d);
        assertThat(in.zigzag()).isEqualTo((1L << shift) + d);
      }
    }
    assertThat(in.remaining()).isZero();
    assertThat(catchThrowable(in::varint)).isInstanceOf(FrameException.class);
  }

  @Test
  void aLengthOfAnySizeIsFilledIn() {
    for (int length : new int[] {0, 1, 127, 128, 129, 16383, 16384, 70_000, 2_097_151, 2_097_152}) {
      FrameWriter out = new FrameWriter();
      byte[] content = new byte[length];
      new Random(length).nextBytes(content);
      int mark = out.beginLength();
      out.bytes(content);
      out.endLength(mark);
      FrameReader in = new FrameReader(out.sealed(), 0);
      assertThat(in.bytes(in.count(1, "length"))).isEqualTo(content);
      assertThat(in.remaining()).isZero();
    }
  }

  @Test
  void aVarintOfMoreThan64BitsIsRefused() {
    byte[] bytes = new byte[30];
    Arrays.fill(bytes, (byte) 0xff);
    assertThat(catchThrowable(() -> new FrameReader(bytes, 0).varint()))
        .isInstanceOf(FrameException.class);
    bytes[9] = 2;
    assertThat(catchThrowable(() -> new FrameReader(bytes, 0).varint()))
        .isInstanceOf(FrameException.class);
  }
}
