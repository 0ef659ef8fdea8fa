package io.zonescaler.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the files for services, containers and clusters ask for is there. */
class DeploymentTest {
  private static final Path DEPLOY = Path.of("deploy");
  private static final Path MANUAL = Path.of("..", "docs", "deployment.md");

  private static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(DEPLOY)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private static List<MatchResult> found(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results().toList();
  }

  private static String fallback(String key) {
    return Setting.ALL.stream()
        .filter(setting -> setting.key().equals(key))
        .findFirst()
        .orElseThrow()
        .fallback();
  }

  @Test
  void allVariablesAreSettings() throws IOException {
    Set<String> known =
        Setting.ALL.stream().map(Setting::variable).collect(Collectors.toCollection(TreeSet::new));
    known.add("ZONESCALER_JAVA_OPTS");
    int used = 0;
    for (Path file : files()) {
      for (MatchResult variable : found("ZONESCALER_[A-Z_]+", Files.readString(file))) {
        assertThat(known).as(file.toString()).contains(variable.group());
        used++;
      }
    }
    assertThat(used).isGreaterThan(10);
    for (MatchResult key : found("`((?:node|grid|tls|players)\\.\\w+)", Files.readString(MANUAL))) {
      assertThat(Setting.ALL).extracting(Setting::key).contains(key.group(1));
    }
  }

  @Test
  void portsAreThoseOfTheSettings() throws IOException {
    String kubernetes = Files.readString(DEPLOY.resolve("kubernetes.yml"));
    String manual = Files.readString(MANUAL);
    for (List<String> port :
        List.of(
            List.of("grpc", "grpc.port"),
            List.of("http", "http.port"),
            List.of("discovery", "grid.discoveryPort"),
            List.of("grid", "grid.communicationPort"),
            List.of("frames", "grid.framePort"))) {
      String number = fallback(port.get(1));
      assertThat(kubernetes).contains("{name: " + port.get(0) + ", port: " + number + "}");
      assertThat(kubernetes).contains("{name: " + port.get(0) + ", containerPort: " + number + "}");
      assertThat(manual).contains(number).contains("`" + port.get(1) + "`");
      assertThat(Files.readString(DEPLOY.resolve("Dockerfile"))).contains(number);
    }
    assertThat(found("/health/\\w+", kubernetes).stream().map(MatchResult::group).distinct())
        .containsExactlyInAnyOrder("/health/live", "/health/ready");
  }
}
