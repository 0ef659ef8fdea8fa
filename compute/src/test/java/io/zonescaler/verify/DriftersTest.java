package io.zonescaler.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonescaler.game.Game;
import io.zonescaler.verify.junit.GameContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The README's game: it is a game, and it is what the README shows. */
class DriftersTest extends GameContract {
  private static final Path ROOT =
      Path.of(System.getProperty("maven.multiModuleProjectDirectory", ".."));

  @Override
  protected Game game() {
    return new Drifters();
  }

  @Test
  void theReadmeShowsThisGameAndItHasLessThanFortyLines() throws IOException {
    Path file = Path.of("src/test/java/io/zonescaler/verify/Drifters.java");
    String code = Files.readString(file);
    String shown = code.substring(code.indexOf("public final class"));
    assertThat(shown.lines().count()).isLessThan(40);
    assertThat(Files.readString(ROOT.resolve("README.md"))).contains(shown.strip());
  }
}
