package io.zonescaler.game;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonescaler.world.Kind;
import io.zonescaler.world.Schema;
import io.zonescaler.world.WorldSettings;
import java.io.File;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A game that cannot be run is refused before anything starts, with the reason and a remedy. */
class GameLoaderTest {
  /** Uses what differs between machines. */
  public static class Waves implements Game {
    static final Kind BUOY = Kind.of("buoy");

    @Override
    public Schema schema() {
      return Schema.of(BUOY).build();
    }

    @Override
    public WorldSettings world() {
      return WorldSettings.flat(100, 100).build();
    }

    @Override
    public void populate(Population cell) {
      cell.spawn(BUOY);
    }

    @Override
    public void tick(Step step) {
      while (step.next()) {
        step.moveTo(step.x(), step.y() + Math.sin(step.tick()) * 0.1);
      }
    }
  }

  /** Cannot be made. */
  public static final class NeedsArguments extends Waves {
    private final int waves;

    /** Not without a number. */
    public NeedsArguments(int waves) {
      this.waves = waves;
    }

    @Override
    public String version() {
      return Integer.toString(waves);
    }
  }

  @Test
  void forbiddenMathsAreRefusedWithTheLineAndTheRemedy() {
    assertThatThrownBy(() -> GameLoader.load(Waves.class.getName(), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .contains("GameLoaderTest.java:", "calls Math.sin", "use PortableMath.sin");
  }

  @Test
  void whatIsNoGameIsRefused() {
    assertThatThrownBy(() -> GameLoader.load("no.such.Game", List.of()))
        .hasMessageContaining("no such class")
        .hasMessageContaining("--game-path");
    assertThatThrownBy(() -> GameLoader.load("java.lang.String", List.of()))
        .hasMessageContaining("does not implement");
    assertThatThrownBy(() -> GameLoader.load("any.Game", List.of(new File("no/such.jar"))))
        .hasMessageContaining("there is no no/such.jar");
    assertThat(new NeedsArguments(1).version()).isEqualTo("1");
  }
}
