package io.zonescaler.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.zonescaler.frame.FrameException.Reason;
import io.zonescaler.state.EntityTable;
import io.zonescaler.state.ZoneState;
import io.zonescaler.world.Box;
import io.zonescaler.world.Space;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameRoundTripTest {
  private static final int WORLDS = 40;

  @ParameterizedTest
  @CsvSource({"2, 12", "2, 900", "3, 12", "3, 900"})
  void aChainOfFramesGivesBackEveryState(int dimensions, int crowd) {
    long base = SeedForTests.next();
    for (int w = 0; w < (crowd > 100 ? WORLDS / 8 : WORLDS); w++) {
      RandomWorld world = new RandomWorld(base + w, dimensions, crowd);
      ZoneState written = null;
      ZoneState read = null;
      for (int tick = 0; tick < 50; tick++) {
        ZoneState next = written == null ? world.first() : world.next(written);
        byte[] frame = world.codec.encode(written, next);
        assertThat(world.codec.encode(written, next)).isEqualTo(frame);
        FrameHeader header = FrameCodec.header(frame);
        assertThat(header.full()).isEqualTo(written == null);
        assertThat(header.idle()).isEqualTo(next.idleBox() != null);
        assertThat(header.length()).isEqualTo(frame.length);
        assertThat(header.zone()).isEqualTo(next.zone());
        assertThat(header.tick()).isEqualTo(next.tick());
        assertThat(header.mapVersion()).isEqualTo(next.mapVersion());
        assertThat(header.totals()).isEqualTo(next.totals());
        assertThat(header.previousDigest()).isEqualTo(next.previousDigest());
        assertThat(header.chainDigest()).isEqualTo(FrameCodec.digest(frame));
        written = next.withDigest(FrameCodec.digest(frame));
        read = world.codec.decode(read, frame);
        StateAssert.assertSame(read, written);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"2", "3"})
  void aFilteredChainGivesTheWantedCellsOfEveryState(int dimensions) {
    long base = SeedForTests.next();
    for (int w = 0; w < WORLDS; w++) {
      RandomWorld world = new RandomWorld(base + w, dimensions, 80);
      int[] c = world.random.ints(6, -1, 12).toArray();
      CellFilter filter =
          new CellFilter(
              world.space, c[0] - 3, c[1] - 3, c[2] - 3, c[0] + c[3], c[1] + c[4], c[2] + c[5]);
      filter = w % 2 == 0 ? filter : filter.or(new CellFilter(world.space, 1, 0, 0, 2, 9, 1));
      ZoneState written = null;
      ZoneState read = null;
      for (int tick = 0; tick < 50; tick++) {
        ZoneState next = written == null ? world.first() : world.next(written);
        byte[] frame = world.codec.encode(written, next);
        written = next.withDigest(FrameCodec.digest(frame));
        CellFilter more = filter.or(new CellFilter(world.space, 0, 0, 0, tick, 1, 1));
        byte[] part = world.codec.encodePart(written, more);
        assertThat(part.length).isLessThan(world.codec.encodeSnapshot(written).length + 100);
        read =
            switch (tick % 10) {
              case 9 -> world.codec.decode(null, world.codec.encodeSnapshot(written), filter);
              case 4 -> world.codec.decode(null, part, filter);
              default -> world.codec.decode(read, frame, filter);
            };
        ZoneState expected = filter.apply(written);
        for (EntityTable table : expected.tables()) {
          EntityTable whole = written.tables().get(table.kind.index());
          long wanted = 0;
          for (int row = 0; row < whole.size; row++) {
            wanted += filter.contains(whole.cell[row]) ? 1 : 0;
          }
          assertThat(table.size).isEqualTo((int) wanted);
          for (int row = 0; row < table.size; row++) {
            assertThat(filter.contains(table.cell[row])).isTrue();
          }
        }
        StateAssert.assertSame(read, expected);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"2", "3"})
  void aSnapshotStandsForItsFrame(int dimensions) {
    RandomWorld world = new RandomWorld(SeedForTests.next(), dimensions, 60);
    ZoneState first = world.first();
    byte[] firstFrame = world.codec.encode(null, first);
    first = first.withDigest(FrameCodec.digest(firstFrame));
    ZoneState second = world.next(first);
    byte[] secondFrame = world.codec.encode(first, second);
    byte[] snapshot = world.codec.encodeSnapshot(first);

    assertThat(FrameCodec.header(snapshot).snapshot()).isTrue();
    assertThat(FrameCodec.header(snapshot).chainDigest()).isEqualTo(first.digest());
    ZoneState restored = world.codec.decode(null, snapshot);
    StateAssert.assertSame(restored, first);
    StateAssert.assertSame(
        world.codec.decode(restored, secondFrame),
        second.withDigest(FrameCodec.digest(secondFrame)));
  }

  @Test
  void aReferenceStandsForAFrameAndIsNone() {
    RandomWorld world = new RandomWorld(SeedForTests.next(), 2, 60);
    byte[] frame = world.codec.encode(null, world.first());
    FrameHeader of = FrameCodec.header(frame);
    byte[] reference = world.codec.encodeReference(of);
    FrameHeader header = FrameCodec.header(reference);
    FrameCodec.verify(reference);
    assertThat(header.reference()).isTrue();
    assertThat(of.reference()).isFalse();
    assertThat(header.zone()).isEqualTo(of.zone());
    assertThat(header.tick()).isEqualTo(of.tick());
    assertThat(header.chainDigest()).isEqualTo(FrameCodec.digest(frame));
    assertThat(reference.length).isLessThan(200);
    assertThatExceptionOfType(FrameException.class)
        .isThrownBy(() -> world.codec.decode(null, reference))
        .extracting(FrameException::reason)
        .isEqualTo(Reason.DAMAGED);
  }

  @Test
  void aPartIsNeverTakenForMore() {
    RandomWorld world = new RandomWorld(SeedForTests.next(), 2, 60);
    ZoneState state = world.first();
    state = state.withDigest(FrameCodec.digest(world.codec.encode(null, state)));
    CellFilter cells = new CellFilter(world.space, 0, 0, 0, 1, 1, 0);
    CellFilter others = new CellFilter(world.space, 1, 1, 0, 2, 2, 0);
    byte[] part = world.codec.encodePart(state, cells);

    FrameHeader header = FrameCodec.header(part);
    assertThat(header.part() && header.snapshot() && header.full()).isTrue();
    assertThat(header.chainDigest()).isEqualTo(state.digest());
    StateAssert.assertSame(world.codec.decode(null, part, cells), cells.apply(state));
    assertThatExceptionOfType(FrameException.class)
        .isThrownBy(() -> world.codec.decode(null, part))
        .extracting(FrameException::reason)
        .isEqualTo(Reason.PART_ONLY);
    assertThatExceptionOfType(FrameException.class)
        .isThrownBy(() -> world.codec.decode(null, part, cells.or(others)))
        .extracting(FrameException::reason)
        .isEqualTo(Reason.PART_ONLY);
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "2", "3"})
  void aTableThatIsNotCanonicalIsNotEncoded(int fault) {
    RandomWorld world = new RandomWorld(SeedForTests.next(), 2, 60);
    ZoneState state = world.first();
    while (state.tables().get(0).size < 3) {
      state = world.first();
    }
    EntityTable table = state.tables().get(0);
    switch (fault) {
      case 0 -> table.cell[1] = table.cell[2] + 1;
      case 1 -> table.x[0] += world.space.cellEdge();
      case 2 -> table.z[1] = 1;
      default -> {
        table.copyRows(table, 0, 1, 1);
      }
    }
    ZoneState bad = state;
    assertThatIllegalArgumentException().isThrownBy(() -> world.codec.encode(null, bad));
    ZoneState good = world.first();
    StateAssert.assertSame(world.codec.decode(null, world.codec.encodeSnapshot(good)), good);
  }

  @ParameterizedTest
  @CsvSource({"2", "3"})
  void aFilterNumbersItsRunsLikeTheWorld(int dimensions) {
    RandomWorld world = new RandomWorld(SeedForTests.next(), dimensions, 1);
    int cells = world.space.cellsX() * world.space.cellsY() * world.space.cellsZ();
    for (int i = 0; i < 300; i++) {
      int[] c = world.random.ints(6, -2, 14).toArray();
      int[] d = world.random.ints(6, -2, 14).toArray();
      CellFilter filter =
          new CellFilter(world.space, c[0], c[1], c[2], c[3], c[4], c[5])
              .or(new CellFilter(world.space, d[0], d[1], d[2], d[3], d[4], d[5]));
      int wanted = Integer.MAX_VALUE;
      for (int cell = cells - 1; cell >= 0; cell--) {
        boolean in = isIn(world.space, cell, c) || isIn(world.space, cell, d);
        wanted = in ? cell : wanted;
        assertThat(filter.contains(cell)).isEqualTo(in);
        assertThat(filter.runStart(cell)).isEqualTo(wanted);
        for (int at = cell; in && at <= filter.runEnd(cell); at++) {
          assertThat(filter.contains(at)).isTrue();
        }
      }
    }
  }

  private static boolean isIn(Space space, int cell, int[] c) {
    return space.cellX(cell) >= c[0]
        && space.cellX(cell) <= c[3]
        && space.cellY(cell) >= c[1]
        && space.cellY(cell) <= c[4]
        && space.cellZ(cell) >= c[2]
        && space.cellZ(cell) <= c[5];
  }

  @ParameterizedTest
  @CsvSource({"2", "3"})
  void theFilterAroundABoxHasAllCellsThatComeNear(int dimensions) {
    RandomWorld world = new RandomWorld(SeedForTests.next(), dimensions, 1);
    var bounds = world.space.bounds();
    CellFilter all = CellFilter.around(world.space, bounds, 1000);
    CellFilter corner = CellFilter.around(world.space, new Box(0, 0, 0, 80, 80, 1), 1);
    assertThat(all.contains(0)).isTrue();
    assertThat(all.contains(world.space.cellAt(2, 1, 0))).isTrue();
    assertThat(corner.contains(world.space.cellAt(1, 1, 0))).isTrue();
    assertThat(
            List.of(
                corner.contains(world.space.cellAt(2, 0, 0)),
                corner.contains(world.space.cellAt(0, 2, 0))))
        .containsOnly(false);
  }

  @Test
  void oneCodecServesSeveralThreads() {
    RandomWorld world = new RandomWorld(SeedForTests.next(), 2, 300);
    ZoneState first = world.first();
    ZoneState before = first.withDigest(FrameCodec.digest(world.codec.encode(null, first)));
    ZoneState next = world.next(before);
    byte[] frame = world.codec.encode(before, next);
    ZoneState after = next.withDigest(FrameCodec.digest(frame));
    IntStream.range(0, 400)
        .parallel()
        .forEach(
            i -> {
              assertThat(world.codec.encode(before, next)).isEqualTo(frame);
              StateAssert.assertSame(world.codec.decode(before, frame), after);
              StateAssert.assertSame(
                  world.codec.decode(null, world.codec.encodeSnapshot(before)), before);
            });
  }
}
