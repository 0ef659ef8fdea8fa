package io.zonescaler.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Wrong world settings are refused with the key, the value, the range and what to do. */
class WorldSettingsTest {
  private static void refused(UnaryOperator<WorldSettings.Builder> change, String... parts) {
    assertThatThrownBy(() -> change.apply(WorldSettings.flat(100, 100)).build())
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .contains(parts);
  }

  @Test
  void aWorldTooSmallForItsHaloIsRefused() {
    refused(
        b -> b.bounds(0, 0, 21.9),
        "world.bounds.x",
        "21.9",
        "at least twice the halo",
        "22.0",
        "make the world larger");
    assertThat(WorldSettings.flat(22, 22).build().max(0)).isEqualTo(22);
  }

  @Test
  void impossibleLengthsAreRefused() {
    refused(b -> b.quantum(0), "world.quantum = 0.0", "more than 0");
    refused(b -> b.quantum(Double.NaN), "world.quantum = NaN");
    refused(b -> b.interestRadius(Double.POSITIVE_INFINITY), "world.interestRadius = Infinity");
    refused(b -> b.maxStep(11), "world.maxStep = 11.0", "to world.interestRadius (10.0)");
    refused(b -> b.bounds(1, 5, -5), "world.bounds.y = 5.0..-5.0", "growing range");
    refused(b -> b.bounds(0, 0, 1e9), "world.bounds.x", "coarser world.quantum");
  }

  @Test
  void impossibleRatesAndNamesAreRefused() {
    refused(b -> b.tickRate(0), "world.tickRate = 0", "1 to 1000");
    refused(b -> b.slots(5000), "world.slots = 5000", "1 to 4096");
    refused(b -> b.name("a world"), "world.name = a world", "letters, digits");
  }

  @Test
  void boundsOnZMakeAWorldDeep() {
    assertThat(WorldSettings.flat(100, 100).build().dimensions()).isEqualTo(2);
    assertThat(WorldSettings.flat(100, 100).bounds(2, 0, 50).build().dimensions()).isEqualTo(3);
  }

  @Test
  void everySettingThatMattersChangesTheChecksum() {
    long plain = WorldSettings.flat(100, 100).build().checksum();
    assertThat(
            new long[] {
              WorldSettings.flat(100, 101).build().checksum(),
              WorldSettings.flat(100, 100).seed(2).build().checksum(),
              WorldSettings.flat(100, 100).name("b").build().checksum(),
              WorldSettings.flat(100, 100).maxStep(0.5).build().checksum(),
              WorldSettings.flat(100, 100).interestRadius(9).build().checksum(),
              WorldSettings.flat(100, 100).tickRate(10).build().checksum(),
              WorldSettings.flat(100, 100).quantum(1.0 / 32).build().checksum(),
            })
        .doesNotHaveDuplicates()
        .doesNotContain(plain);
  }
}
