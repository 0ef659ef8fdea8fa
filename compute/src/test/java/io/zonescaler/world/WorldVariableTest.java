package io.zonescaler.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorldVariableTest {
  private final WorldVariable phase = WorldVariable.integer("phase", 2, -3, 9);
  private final WorldVariable wind = WorldVariable.real("wind", 0.5, -1, 1);

  @Test
  void valuesAreReadAndWrittenAsPeopleDo() {
    assertThat(phase.parse(" -3 ")).isEqualTo(-3L);
    assertThat(wind.parse("1e-1")).isEqualTo(0.1);
    assertThat(wind.bits(wind.parse("-0.0"))).isEqualTo(wind.bits(0)).isZero();
    assertThat(phase.text(phase.bits(7))).isEqualTo("7");
    assertThat(wind.text(wind.bits(1))).isEqualTo("1.0");
    assertThat(phase.number(phase.initial())).isEqualTo(2L);
    assertThat(wind.number(wind.initial())).isEqualTo(0.5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10", "-4", "1.5", "many", "99999999999999999999"})
  void whatIsNoWholeNumberWithinTheBoundsIsRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> phase.parse(text))
        .withMessage("variable 'phase' cannot be " + text + ": it is a whole number from -3 to 9");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.0001", "NaN", "Infinity", "up"})
  void whatIsNoNumberWithinTheBoundsIsRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> wind.parse(text))
        .withMessage("variable 'wind' cannot be " + text + ": it is a number from -1.0 to 1.0");
  }

  @Test
  void anotherNumberThanAVariableHoldsIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> phase.bits(2.0))
        .withMessageStartingWith("variable 'phase' cannot be 2.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> wind.bits(2))
        .withMessageStartingWith("variable 'wind' cannot be 2");
  }

  @Test
  void declarationsAreChecked() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WorldVariable.integer("phase", 10, 0, 9))
        .withMessageContaining("cannot be 10");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WorldVariable.real("wind", Double.NaN, 0, 1))
        .withMessageContaining("cannot be NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WorldVariable.integer("two words", 1, 0, 9))
        .withMessageContaining("'two words'");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Schema.of(Kind.of("thing"))
                    .variables(phase, WorldVariable.real("phase", 0, 0, 1))
                    .build())
        .withMessage("variable 'phase' is declared twice in one schema");
  }

  @Test
  void samplesAreWithinTheBounds() {
    SplittableRandom random = new SplittableRandom(1);
    WorldVariable any = WorldVariable.integer("any", 0, Long.MIN_VALUE, Long.MAX_VALUE);
    WorldVariable open = WorldVariable.real("open", 0, 0, Double.POSITIVE_INFINITY);
    for (int i = 0; i < 10_000; i++) {
      long hash = random.nextLong();
      assertThat(phase.allows(phase.sample(hash))).isTrue();
      assertThat(wind.allows(wind.sample(hash))).isTrue();
      assertThat(any.allows(any.sample(hash))).isTrue();
      assertThat(open.allows(open.sample(hash))).isTrue();
    }
  }

  @Test
  void schemasThatDifferInAVariableAreDifferent() {
    assertThat(schema(WorldVariable.integer("phase", 2, -3, 9)).checksum())
        .isEqualTo(schema(WorldVariable.integer("phase", 2, -3, 9)).checksum())
        .isNotEqualTo(schema(WorldVariable.integer("phase", 2, -3, 10)).checksum())
        .isNotEqualTo(schema(WorldVariable.real("phase", 2, -3, 9)).checksum());
  }

  private static Schema schema(WorldVariable variable) {
    return Schema.of(Kind.of("thing")).variables(variable).build();
  }
}
