package io.zonescaler.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.zonescaler.frame.FrameException.Reason;
import io.zonescaler.state.EntityTable;
import io.zonescaler.state.PlayerInput;
import io.zonescaler.state.VariableValues;
import io.zonescaler.state.ZoneState;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FrameDamageTest {
  private final RandomWorld world = new RandomWorld(SeedForTests.next(), 2, 40);
  private ZoneState first;
  private byte[] full;
  private byte[] delta;

  /** World, state and frames that the forgeries are made from. */
  private RandomWorld forgeries = world;

  private ZoneState base;
  private byte[][] sources = {};

  @BeforeEach
  void writeTwoFrames() {
    first = world.first();
    full = world.codec.encode(null, first);
    first = first.withDigest(FrameCodec.digest(full));
    delta = world.codec.encode(first, world.next(first));
  }

  @Test
  void everyFlippedBitIsFound() {
    byte[] part = world.codec.encodePart(first, new CellFilter(world.space, 0, 0, 0, 3, 3, 3));
    byte[] reference = world.codec.encodeReference(FrameCodec.header(full));
    byte[] snapshot = world.codec.encodeSnapshot(first);
    for (byte[] frame : new byte[][] {full, delta, snapshot, part, reference}) {
      for (int bit = 0; bit < frame.length * 8; bit++) {
        byte[] damaged = frame.clone();
        damaged[bit >> 3] ^= (byte) (1 << (bit & 7));
        Throwable thrown = catchThrowable(() -> world.codec.decode(first, damaged));
        assertThat(thrown).as("bit %s", bit).isInstanceOf(FrameException.class);
        assertThat(catchThrowable(() -> FrameCodec.verify(damaged)))
            .isInstanceOf(FrameException.class);
      }
    }
  }

  @Test
  void everyTruncationAndExtensionIsFound() {
    for (byte[] frame : new byte[][] {full, delta}) {
      for (int length = 0; length < frame.length; length++) {
        byte[] cut = Arrays.copyOf(frame, length);
        assertThat(reasonOf(first, cut)).isEqualTo(Reason.TRUNCATED);
        assertThat(catchThrowable(() -> FrameCodec.header(cut))).isInstanceOf(FrameException.class);
      }
      assertThat(reasonOf(first, Arrays.copyOf(frame, frame.length + 1))).isEqualTo(Reason.DAMAGED);
      assertThat(reasonOf(first, new byte[frame.length])).isEqualTo(Reason.DAMAGED);
    }
  }

  @Test
  void aFrameOfAnotherWorldOrSchemaIsRefused() {
    FrameCodec otherWorld =
        new FrameCodec(world.schema, world.space, world.settings.checksum() + 1);
    assertThat(catchThrowable(() -> otherWorld.decode(null, full)))
        .hasMessageStartingWith("the frame is of another world")
        .extracting(e -> ((FrameException) e).reason())
        .isEqualTo(Reason.FOREIGN_WORLD);
    RandomWorld otherSchema = new RandomWorld(1, 2, 1);
    assertThat(catchThrowable(() -> otherSchema.codec.decode(null, full)))
        .hasMessageStartingWith("the frame is of another world");
    FrameCodec.verify(full);
  }

  @Test
  void aFrameOfAnotherVersionIsRefused() {
    full[4]++;
    assertThat(reasonOf(null, sealed(full))).isEqualTo(Reason.OTHER_VERSION);
  }

  @Test
  void aDeltaDecodesOnlyOnTheStateItFollows() {
    assertThat(reasonOf(null, delta)).isEqualTo(Reason.DOES_NOT_CHAIN);
    assertThat(reasonOf(first.withDigest(first.digest() + 1), delta))
        .isEqualTo(Reason.DOES_NOT_CHAIN);
    ZoneState second = world.codec.decode(first, delta);
    assertThat(reasonOf(second, delta)).isEqualTo(Reason.DOES_NOT_CHAIN);
    ZoneState otherZone = with(first, first.zone() + 1, first.variables());
    assertThat(reasonOf(otherZone, delta)).isEqualTo(Reason.DOES_NOT_CHAIN);
    StateAssert.assertSame(world.codec.decode(otherZone, full), first);
    assertThatIllegalArgumentException().isThrownBy(() -> world.codec.encode(otherZone, second));
  }

  @Test
  void variablesThatDoNotFollowFromTheTickBeforeAreNotWritten() {
    RandomWorld world = new RandomWorld(SeedForTests.next(), 2, 40);
    ZoneState first = world.first();
    ZoneState second = world.next(first);
    while (second.inputs().stream().anyMatch(i -> i.input().type() == PlayerInput.Type.SET)) {
      second = world.next(first);
    }
    ZoneState otherwise =
        with(first, first.zone(), first.variables().with(0, first.variables().bits(0) + 1));
    ZoneState next = second;
    world.codec.encode(first, next);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> world.codec.encode(otherwise, next))
        .withMessageContaining("do not follow from");
  }

  private static ZoneState with(ZoneState state, long zone, VariableValues variables) {
    return new ZoneState(
        zone,
        state.tick(),
        state.mapVersion(),
        state.tables(),
        state.messages(),
        state.events(),
        state.inputs(),
        variables,
        state.idleBox(),
        state.totals(),
        state.previousDigest(),
        state.digest());
  }

  /**
   * A frame with a right digest and wrong content: a state or a refusal, nothing else, and no
   * memory to speak of.
   */
  @Test
  void aForgedFrameIsRefusedOrGivesSomeValidState() {
    long seed = SeedForTests.next();
    Random random = new Random(seed);
    Map<Reason, Integer> refusals = new EnumMap<>(Reason.class);
    int accepted = 0;
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (int i = 0; i < 20_000; i++) {
      if (i % 500 == 0) {
        RandomWorld fresh = new RandomWorld(seed + i, 2 + i / 500 % 2, i % 1500 == 0 ? 300 : 30);
        forgeries = fresh;
        base = fresh.first();
        byte[] frame = fresh.codec.encode(null, base);
        base = base.withDigest(FrameCodec.digest(frame));
        sources =
            new byte[][] {
              frame,
              fresh.codec.encode(base, fresh.next(base)),
              fresh.codec.encodeSnapshot(base),
              fresh.codec.encodePart(base, new CellFilter(fresh.space, 0, 0, 0, 3, 3, 3)),
              fresh.codec.encodeReference(FrameCodec.header(frame))
            };
      }
      byte[] forged = forge(sources[random.nextInt(sources.length)], random);
      CellFilter filter = i % 2 == 0 ? null : new CellFilter(forgeries.space, 0, 0, 0, 3, 3, 3);
      ZoneState before = filter == null ? base : filter.apply(base);
      long allocated = threads.getCurrentThreadAllocatedBytes();
      try {
        ZoneState state =
            filter == null
                ? forgeries.codec.decode(before, forged)
                : forgeries.codec.decode(before, forged, filter);
        accepted++;
        requireValid(state);
      } catch (FrameException e) {
        refusals.merge(e.reason(), 1, Integer::sum);
      }
      allocated = threads.getCurrentThreadAllocatedBytes() - allocated;
      assertThat(allocated)
          .as("bytes allocated for a frame of %s, round %s", forged.length, i)
          .isLessThan(4 << 20);
    }
    System.out.println("forged frames: " + accepted + " accepted, refused " + refusals);
    assertThat(accepted).isPositive();
    assertThat(refusals.get(Reason.DAMAGED)).isGreaterThan(5_000);
  }

  private void requireValid(ZoneState state) {
    for (EntityTable t : state.tables()) {
      for (int row = 0; row < t.size; row++) {
        assertThat(t.cell[row]).isEqualTo(forgeries.space.cellOf(t.x[row], t.y[row], t.z[row]));
        assertThat(forgeries.space.bounds().contains(t.x[row], t.y[row], t.z[row])).isTrue();
        if (row > 0 && t.cell[row] == t.cell[row - 1]) {
          assertThat(t.id[row]).isGreaterThan(t.id[row - 1]);
        }
      }
    }
    // A later tick can be written on it.
    forgeries.codec.encodeSnapshot(state);
  }

  private static byte[] forge(byte[] frame, Random random) {
    byte[] forged = frame.clone();
    int header = 56;
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      int at = header + random.nextInt(forged.length - header - 8);
      switch (random.nextInt(5)) {
        case 0 -> forged[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> forged[at] = (byte) random.nextInt(256);
        case 2 ->
            Arrays.fill(
                forged, at, Math.min(forged.length, at + 1 + random.nextInt(9)), (byte) 0xff);
        case 3 ->
            forged =
                Arrays.copyOf(forged, header + 8 + random.nextInt(forged.length - header - 8) + 1);
        default -> {
          int to = header + random.nextInt(forged.length - header - 8);
          int count = Math.min(forged.length - Math.max(at, to), random.nextInt(20));
          System.arraycopy(frame.length >= at + count ? frame : forged, at, forged, to, count);
        }
      }
    }
    return sealed(forged);
  }

  /** The bytes with a right length and digest. */
  private static byte[] sealed(byte[] frame) {
    ByteBuffer buffer = ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putInt(FrameHeader.LENGTH_AT, frame.length);
    buffer.putLong(frame.length - 8, Digest64.of(frame, 0, frame.length - 8));
    return frame;
  }

  private Reason reasonOf(ZoneState previous, byte[] frame) {
    Throwable thrown = catchThrowable(() -> world.codec.decode(previous, frame));
    assertThat(thrown).isInstanceOf(FrameException.class);
    return ((FrameException) thrown).reason();
  }
}
