package io.zonescaler.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonescaler.world.WorldSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeSettingsTest {
  private static final Path REFERENCE = Path.of("settings.properties");

  @TempDir private Path directory;

  @Test
  void theReferenceFileListsEverySettingOnceWithItsRangeAndDefault() throws IOException {
    List<String> keys = new ArrayList<>();
    StringBuilder comment = new StringBuilder();
    for (String line : Files.readAllLines(REFERENCE)) {
      if (line.startsWith("#")) {
        comment.append(line.substring(1));
      } else if (line.isBlank()) {
        comment.setLength(0);
      } else {
        String key = line.substring(0, line.indexOf('='));
        keys.add(key);
        Setting setting =
            Setting.ALL.stream().filter(known -> known.key().equals(key)).findFirst().orElseThrow();
        assertThat(line).isEqualTo(key + "=" + setting.fallback());
        assertThat(comment).as("comment of %s", key).contains("Range: " + setting.range());
        comment.setLength(0);
      }
    }
    assertThat(keys).isEqualTo(Setting.ALL.stream().map(Setting::key).toList());
    assertThat(NodeSettings.load(REFERENCE, Map.of(), Map.of()).integer("world.slots"))
        .isEqualTo(256);
  }

  @Test
  void everyDefaultIsPossible() {
    assertThat(Setting.ALL)
        .allSatisfy(setting -> assertThat(setting.isPossible()).accepts(setting.fallback()));
  }

  @Test
  void flagWinsOverEnvironmentOverFileOverDefault() throws IOException {
    Path file = directory.resolve("my.properties");
    Files.writeString(file, "world.zones = 1\ngrid.backups=2\nworld.tickRate=10\n");
    Map<String, String> environment =
        Map.of("ZONESCALER_WORLD_ZONES", "2", "ZONESCALER_GRID_BACKUPS", "3", "HOME", "/");
    NodeSettings settings = NodeSettings.load(file, environment, Map.of("world.zones", "3"));
    assertThat(settings.integer("world.zones")).isEqualTo(3);
    assertThat(settings.integer("grid.backups")).isEqualTo(3);
    assertThat(settings.integer("world.tickRate")).isEqualTo(10);
    assertThat(settings.integer("http.port")).isEqualTo(8080);
    assertThat(settings.describe())
        .contains("world.zones = 3  (flag)")
        .contains("grid.backups = 3  (environment ZONESCALER_GRID_BACKUPS)")
        .contains("world.tickRate = 10  (file " + file + ")")
        .contains("http.port = 8080  (default)");
  }

  @Test
  void unknownKeysAreErrorsThatNameTheNearest() throws IOException {
    Path file = directory.resolve("my.properties");
    Files.writeString(file, "world.tickrate=10\n");
    assertError(
        () -> NodeSettings.load(file, Map.of(), Map.of()), "file " + file, "world.tickRate");
    assertError(
        () -> NodeSettings.load(null, Map.of(), Map.of("grid.backup", "1")),
        "flag",
        "grid.backups");
    assertError(
        () -> NodeSettings.load(null, Map.of("ZONESCALER_WORLD_TICKRATE", "1"), Map.of()),
        "environment",
        "ZONESCALER_WORLD_TICK_RATE");
    Map<String, String> foreign =
        Map.of("ZONESCALER_BROWSER_REQUIRED", "true", "ZONESCALER_JAVA_OPTS", "");
    assertThat(NodeSettings.load(null, foreign, Map.of()).name()).isEqualTo("n1");
  }

  @Test
  void impossibleValuesSayWhatIsPossible() {
    assertImpossible("world.tickRate", "0", "1 to 1000");
    assertImpossible("world.tickRate", "20.5", "1 to 1000");
    assertImpossible("world.bounds.x", "5", "FROM..TO");
    assertImpossible("world.quantum", "NaN", "more than 0");
    assertImpossible("grid.discovery", "localhost", "HOST:PORT");
    assertImpossible("grid.walMode", "NONE", "FSYNC");
    assertImpossible("node.name", "a b", "letters");
    assertImpossible("http.port", "0", "1 to 65535");
    assertImpossible("world.zones", "257", "world.slots = 256");
    assertImpossible("grid.founders", "n2,n3", "add it there");
  }

  @Test
  void aNodeHasMemoryForAllSlots() {
    Map<String, String> tight = Map.of("world.slots", "4096", "grid.memoryMegabytes", "159");
    assertThatThrownBy(() -> NodeSettings.load(null, Map.of(), tight))
        .isInstanceOfSatisfying(
            UserError.class,
            error -> {
              assertThat(error.what()).contains("159 is too little for world.slots = 4096");
              assertThat(error.where()).isEqualTo("flag");
              assertThat(error.remedy()).startsWith("it must be at least 160");
            });
    NodeSettings.load(null, Map.of(), Map.of("world.slots", "4096", "grid.memoryMegabytes", "160"));
    NodeSettings.load(null, Map.of(), Map.of("grid.memoryMegabytes", "64"));
  }

  private static void assertImpossible(String key, String value, String remedy) {
    assertThatThrownBy(() -> NodeSettings.load(null, Map.of(), Map.of(key, value)))
        .isInstanceOfSatisfying(
            UserError.class,
            error -> {
              assertThat(error.what()).contains(key + " = " + value);
              assertThat(error.where()).isEqualTo("flag");
              assertThat(error.remedy()).contains(remedy);
              assertThat(error.exitCode()).isEqualTo(1);
            });
  }

  private static void assertError(Runnable load, String where, String suggestion) {
    assertThatThrownBy(load::run)
        .isInstanceOfSatisfying(
            UserError.class,
            error -> {
              assertThat(error.what()).contains("unknown setting");
              assertThat(error.where()).isEqualTo(where);
              assertThat(error.remedy()).contains("did you mean " + suggestion + "?");
            });
  }

  @Test
  void worldSettingsReplaceWhatTheGameSays() {
    WorldSettings game = WorldSettings.flat(1000, 1000).tickRate(20).seed(5).build();
    NodeSettings settings =
        NodeSettings.load(
            null, Map.of(), Map.of("world.tickRate", "10", "world.bounds.x", "-50..50.5"));
    WorldSettings world = settings.world(game);
    assertThat(world.tickRate()).isEqualTo(10);
    assertThat(world.min(0)).isEqualTo(-50);
    assertThat(world.max(0)).isEqualTo(50.5);
    assertThat(world.max(1)).isEqualTo(1000);
    assertThat(world.seed()).isEqualTo(5);
  }
}
