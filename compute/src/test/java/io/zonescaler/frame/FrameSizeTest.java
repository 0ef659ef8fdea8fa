package io.zonescaler.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonescaler.state.EntityTable;
import io.zonescaler.state.Totals;
import io.zonescaler.state.VariableValues;
import io.zonescaler.state.ZoneState;
import io.zonescaler.world.Kind;
import io.zonescaler.world.Schema;
import io.zonescaler.world.Space;
import io.zonescaler.world.WorldSettings;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameSizeTest {
  private static final int PER_CELL = 5;

  private final Kind bird = Kind.of("bird");
  private final Schema schema;
  private final Space space;
  private final FrameCodec codec;

  FrameSizeTest() {
    bird.fixed("vx", 0.01);
    bird.fixed("vy", 0.01);
    schema = Schema.of(bird).build();
    WorldSettings settings = WorldSettings.flat(320, 320).interestRadius(10).maxStep(1).build();
    space = new Space(settings);
    codec = new FrameCodec(schema, space, settings.checksum());
  }

  @Test
  void aMovingEntityTakesAtMostFourBytes() {
    ZoneState before = state(1, 0, birds(new Random(5), null));
    byte[] full = codec.encode(null, before);
    before = before.withDigest(FrameCodec.digest(full));
    ZoneState after =
        state(2, before.digest(), birds(new Random(5), new Random(SeedForTests.next())));
    byte[] delta = codec.encode(before, after);
    int rows = after.tables().get(0).size;
    double perEntity = delta.length / (double) rows;
    double perEnter = full.length / (double) rows;
    System.out.printf(
        "%d entities, all moving: %.2f bytes each; whole: %.2f bytes each%n",
        rows, perEntity, perEnter);
    StateAssert.assertSame(codec.decode(before, delta), after.withDigest(FrameCodec.digest(delta)));
    assertThat(perEntity).isLessThanOrEqualTo(4);
    assertThat(perEnter).isLessThanOrEqualTo(14);
  }

  @Test
  void aFrameInWhichNothingChangedIsSmallAndSharesTheTables() {
    ZoneState before = state(1, 0, birds(new Random(5), null));
    before = before.withDigest(FrameCodec.digest(codec.encode(null, before)));
    ZoneState after = state(2, before.digest(), birds(new Random(5), null));
    byte[] delta = codec.encode(before, after);
    assertThat(delta.length).isLessThan(100);
    assertThat(codec.decode(before, delta).tables().get(0)).isSameAs(before.tables().get(0));
  }

  private ZoneState state(long tick, long previousDigest, EntityTable table) {
    return new ZoneState(
        1,
        tick,
        1,
        List.of(table, new EntityTable(schema.quarantine(), 0)),
        List.of(),
        List.of(),
        List.of(),
        VariableValues.NONE,
        null,
        new Totals(0),
        previousDigest,
        0);
  }

  /** Five birds per cell, at least 16 quanta from its border so that all survive a move. */
  private EntityTable birds(Random places, Random moves) {
    EntityTable table = new EntityTable(bird, 0);
    int edge = space.cellEdge();
    for (int cell = 0; cell < space.cellsX() * space.cellsY(); cell++) {
      for (int i = 0; i < PER_CELL; i++) {
        int x = space.cellX(cell) * edge + 16 + places.nextInt(edge - 32);
        int y = space.cellY(cell) * edge + 16 + places.nextInt(edge - 32);
        long id = ((long) i << 60) + places.nextInt();
        int row = table.append(id, cell, x, y, 0);
        table.ints[0][row] = places.nextInt(200) - 100;
        table.ints[1][row] = places.nextInt(200) - 100;
        if (moves != null) {
          table.x[row] += moves.nextInt(31) - 15;
          table.y[row] += moves.nextInt(31) - 15;
          table.ints[0][row] += moves.nextInt(31) - 15;
          table.ints[1][row] += moves.nextInt(31) - 15;
        }
      }
    }
    return table;
  }
}
