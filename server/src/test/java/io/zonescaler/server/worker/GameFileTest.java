package io.zonescaler.server.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonescaler.game.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What game files say wrong is told with its place. */
class GameFileTest {
  @TempDir Path directory;

  private GameFile read(String text) throws IOException {
    return GameFile.read(Files.writeString(directory.resolve("game.json"), text));
  }

  private void refuses(String text, String... says) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("game.json")
        .hasMessageContainingAll(says);
  }

  private static String changed(String from, String to) {
    assertThat(Dots.FILE).contains(from);
    return Dots.FILE.replace(from, to);
  }

  @Test
  void aFileSaysWhatAClassSays() throws IOException {
    GameFile file = read(Dots.FILE);
    World asClass = World.of(new Dots());
    assertThat(file.schema().checksum()).isEqualTo(asClass.schema().checksum());
    assertThat(file.world().checksum()).isEqualTo(asClass.settings().checksum());
    assertThat(file.sampleCommands()).containsExactly(new byte[] {0}, new byte[] {1, (byte) 0xff});
  }

  @Test
  void everySettingOfTheWorldCounts() throws IOException {
    GameFile file =
        read(
            """
            {"game": "g", "version": "2",
             "world": {"min": [-8, -8, 0], "max": [8, 8, 6], "seed": -5, "quantum": 0.125,
                       "interestRadius": 2, "maxStep": 0.5, "tickRate": 10},
             "kinds": [{"name": "k", "columns": [{"name": "o", "type": "i64", "owner": true},
                                                 {"name": "t", "type": "i32", "team": true}]}],
             "variables": [{"name": "v", "type": "integer", "initial": 1, "min": 0, "max": 9},
                           {"name": "w", "type": "real", "initial": 0.5, "min": 0, "max": 1}]}
            """);
    assertThat(file.world().dimensions()).isEqualTo(3);
    assertThat(file.world().seed()).isEqualTo(-5);
    assertThat(file.world().min(0)).isEqualTo(-8);
    assertThat(file.world().tickRate()).isEqualTo(10);
    assertThat(file.schema().kinds().get(0).ownerColumn()).hasToString("k.o");
    assertThat(file.schema().kinds().get(0).teamColumn()).hasToString("k.t");
    assertThat(file.schema().variables().get(0).text(1)).isEqualTo("1");
  }

  @Test
  void whatIsWrongIsToldWithItsPlace() {
    refuses("{", "line 1");
    refuses(
        changed("\"maxBytes\": 4", "\"maxBites\": 4"),
        "line",
        "kinds[0].columns[5]",
        "there is no 'maxBites' here, only",
        "maxBytes");
    refuses(changed(", \"maxBytes\": 4", ""), "dot.label needs maxBytes");
    refuses(changed(", \"quantum\": 0.25", ""), "dot.warmth needs quantum");
    refuses(changed("\"f64\"", "\"float\""), "dot.weight: type 'float' is none of fixed, i32");
    refuses(changed("\"nobody\"", "\"me\""), "dot.age: visible 'me' is none of all, team");
    refuses(
        changed("\"age\", \"type\"", "\"$age\", \"type\""),
        "dot.$age: a column needs a name; those with $");
    refuses(changed("\"min\": [0, 0]", "\"min\": [0]"), "world.min and world.max need 2 numbers");
    refuses(changed("\"maxStep\": 1", "\"maxStep\": 6"), "maxStep");
    refuses(changed("\"game\": \"dots\"", "\"game\": \"do ts\""), "game 'do ts'");
    refuses(changed("\"game\": \"dots\", ", ""), "game");
    refuses(changed("\"01ff\"", "\"01f\""), "string");
    refuses(
        changed("\"name\": \"hand\", \"avatar\"", "\"name\": \"dot\", \"avatar\""), "dot", "twice");
    assertThatThrownBy(() -> GameFile.read(directory.resolve("none.json")))
        .hasMessageContaining("none.json cannot be read");
  }
}
