package io.zonescaler.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonescaler.state.EntityTable;
import io.zonescaler.state.ZoneState;
import java.util.Arrays;

/** Compares states bit for bit. */
final class StateAssert {
  private StateAssert() {}

  static void assertSame(ZoneState found, ZoneState expected) {
    assertThat(found.zone()).isEqualTo(expected.zone());
    assertThat(found.tick()).isEqualTo(expected.tick());
    assertThat(found.mapVersion()).isEqualTo(expected.mapVersion());
    assertThat(found.messages()).isEqualTo(expected.messages());
    assertThat(found.events()).isEqualTo(expected.events());
    assertThat(found.inputs()).isEqualTo(expected.inputs());
    assertThat(found.variables()).isEqualTo(expected.variables());
    assertThat(found.idleBox()).isEqualTo(expected.idleBox());
    assertThat(found.totals()).isEqualTo(expected.totals());
    assertThat(found.previousDigest()).isEqualTo(expected.previousDigest());
    assertThat(found.digest()).isEqualTo(expected.digest());
    assertThat(found.tables()).hasSameSizeAs(expected.tables());
    for (int i = 0; i < expected.tables().size(); i++) {
      assertSame(found.tables().get(i), expected.tables().get(i));
    }
  }

  static void assertSame(EntityTable found, EntityTable expected) {
    assertThat(found.kind).isSameAs(expected.kind);
    assertThat(found.size).as("rows of %s", expected.kind).isEqualTo(expected.size);
    for (int row = 0; row < expected.size; row++) {
      boolean same =
          found.id[row] == expected.id[row]
              && found.cell[row] == expected.cell[row]
              && found.x[row] == expected.x[row]
              && found.y[row] == expected.y[row]
              && found.z[row] == expected.z[row];
      for (int lane = 0; lane < expected.ints.length; lane++) {
        same &= found.ints[lane][row] == expected.ints[lane][row];
      }
      for (int lane = 0; lane < expected.longs.length; lane++) {
        same &= found.longs[lane][row] == expected.longs[lane][row];
      }
      for (int lane = 0; lane < expected.bytes.length; lane++) {
        same &= Arrays.equals(found.bytes[lane][row], expected.bytes[lane][row]);
      }
      assertThat(same).as("%s row %s is the same", expected.kind, row).isTrue();
    }
  }
}
