package io.zonescaler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonescaler.node.NodeSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptGameTest {
  @TempDir private Path directory;
  private Path run;
  private KeptGame game;

  @BeforeEach
  void open() {
    run = directory.resolve("classes").resolve("run");
    game = new KeptGame(run);
  }

  private Path write(String file, String text) throws IOException {
    Path path = directory.resolve(file);
    Files.createDirectories(path.getParent());
    return Files.writeString(path, text);
  }

  private static NodeSettings settings(String key, String value) {
    return NodeSettings.load(null, Map.of(), Map.of(key, value));
  }

  @Test
  void nodesKeepWhatWasThereAndTheUsersPathIsRemembered() throws IOException {
    Path jar = write("lib/rules.jar", "old");
    Path type = write("classes/a/Game.class", "old");
    write("classes/run/n1/node.log", "no part of the game");
    String path = jar + "," + directory.resolve("classes") + "," + directory.resolve("none.jar");
    NodeSettings kept = game.kept(settings("game.path", path));
    Files.writeString(jar, "new");
    Files.writeString(type, "new");

    assertThat(kept.list("game.path")).hasSize(3).last().asString().endsWith("none.jar");
    assertThat(Path.of(kept.list("game.path").get(0))).hasContent("old");
    Path classes = Path.of(kept.list("game.path").get(1));
    assertThat(classes).startsWith(run);
    assertThat(classes.resolve("a/Game.class")).hasContent("old");
    assertThat(classes.resolve("run")).doesNotExist();
    assertThat(game.kept(kept).get("game.path")).isEqualTo(kept.get("game.path"));
    assertThat(game.asked(kept).get("game.path")).isEqualTo(path);
  }

  @Test
  void onlyTheCopyThatRunsStays() throws IOException {
    Path jar = write("lib/rules.jar", "old");
    NodeSettings first = game.kept(settings("game.path", jar.toString()));
    NodeSettings second = game.kept(settings("game.path", jar.toString()));
    game.forgetOthers(first);
    assertThat(Path.of(first.get("game.path"))).exists();
    assertThat(Path.of(second.get("game.path"))).doesNotExist();
    NodeSettings none = settings("world.zones", "4");
    assertThat(game.kept(none)).isSameAs(none);
    game.forgetOthers(none);
    assertThat(run.resolve("game")).isEmptyDirectory();
  }

  @Test
  void aFileThatDeclaresAGameIsReadAsItWasAndRunFromWhereItIs() throws IOException {
    Path file = write("sea/game.json", "old");
    NodeSettings kept = game.kept(settings("game.file", file.toString()));
    Files.writeString(file, "new");
    assertThat(kept.get("game.file")).isEqualTo(file.toString());
    assertThat(Path.of(game.declared(kept).get("game.file"))).hasContent("old");
    assertThat(game.asked(kept).get("game.path")).isEmpty();
  }
}
