package io.zonescaler.node;

import io.zonescaler.server.gateway.GatewayLimit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * One key of the settings reference.
 *
 * @param key its name, such as {@code world.tickRate}
 * @param fallback the default
 * @param range the possible values, in words
 * @param isPossible whether a value is one of them
 */
record Setting(String key, String fallback, String range, Predicate<String> isPossible) {
  private static final String NAME = "[A-Za-z0-9_.-]{1,64}";
  private static final String ADDRESS = "[^,:\\s]+:[0-9]{1,5}";
  private static final String GAME_SAYS = "; empty for what the game says";

  /** All settings, in the order of the reference file. */
  static final List<Setting> ALL =
      Stream.of(
              List.of(
                  new Setting(
                      "game.class",
                      "io.zonescaler.demo.DemoGame",
                      "a class name",
                      matches("[\\p{L}_$][\\p{L}\\p{N}_$.]*")),
                  text("game.file", "a path; empty if the game is a class"),
                  text("game.path", "paths separated by commas; empty if it is on the class path"),
                  orEmpty(
                      "world.name", "1 to 64 of letters, digits, _ . -" + GAME_SAYS, matches(NAME)),
                  orEmpty("world.seed", "a 64-bit integer" + GAME_SAYS, Setting::isLong),
                  bounds("world.bounds.x"),
                  bounds("world.bounds.y"),
                  bounds("world.bounds.z"),
                  orEmpty(
                      "world.quantum",
                      "more than 0, at most 1024" + GAME_SAYS,
                      Setting::isPositive),
                  orEmpty(
                      "world.interestRadius",
                      "two quanta to 2^20 quanta" + GAME_SAYS,
                      Setting::isPositive),
                  orEmpty(
                      "world.maxStep",
                      "one quantum to the interest radius" + GAME_SAYS,
                      Setting::isPositive),
                  orEmpty("world.tickRate", "1 to 1000" + GAME_SAYS, in(1, 1000)),
                  whole("world.slots", 256, 1, 4096),
                  new Setting("world.zones", "16", "1 to world.slots", in(1, 4096)),
                  text("world.archive", "a path; empty for the game's start population"),
                  new Setting(
                      "node.name", "n1", "1 to 64 of letters, digits, _ . -", matches(NAME)),
                  new Setting(
                      "node.workDirectory", "run/n1/work", "a path", value -> !value.isBlank()),
                  whole("node.heapMegabytes", 1024, 128, 1048576),
                  new Setting(
                      "node.jit", "auto", "auto, quick or full", matches("auto|quick|full")),
                  new Setting(
                      "node.tickThreads",
                      "0",
                      "1 to 256; 0 for two per core, at least 8",
                      in(0, 256)),
                  orEmpty(
                      "node.rack",
                      "1 to 64 of letters, digits, _ . -; empty if nothing fails together",
                      matches(NAME)),
                  new Setting(
                      "node.cores", "0", "0 to 1024; 0 for all of the machine", Setting::isCores),
                  new Setting("log.format", "text", "text or json", matches("text|json")),
                  orEmpty(
                      "grid.founders",
                      "names separated by commas; empty for a node that joins",
                      matches(NAME + "(," + NAME + ")*")),
                  orEmpty(
                      "grid.without",
                      "names of members separated by commas",
                      matches(NAME + "(," + NAME + ")*")),
                  orEmpty(
                      "grid.discovery",
                      "HOST:PORT,... of at least one node",
                      matches(ADDRESS + "(," + ADDRESS + ")*")),
                  new Setting(
                      "grid.host",
                      "127.0.0.1",
                      "a host name or address of this machine",
                      matches("[^,\\s]+")),
                  new Setting("grid.unprotected", "false", "true or false", matches("true|false")),
                  whole("grid.discoveryPort", 47500, 1, 65535),
                  whole("grid.communicationPort", 47100, 1, 65535),
                  whole("grid.framePort", 47300, 1, 65535),
                  whole("grid.backups", 1, 0, 3),
                  whole("grid.failureDetectionMillis", 3000, 500, 60000),
                  whole("grid.joinSeconds", 60, 1, 86400),
                  whole("grid.memoryMegabytes", 512, 64, 1048576),
                  text("grid.dataDirectory", "a path; empty to keep it in memory only"),
                  new Setting(
                      "grid.walMode",
                      "LOG_ONLY",
                      "LOG_ONLY (the death of processes) or FSYNC (of power too, slower)",
                      matches("LOG_ONLY|FSYNC")),
                  whole("balance.moves", 6, 0, 1000),
                  whole("balance.zonePart", 12, 0, 1000),
                  text("tls.certificate", "a path; empty if nothing is encrypted"),
                  text("tls.key", "a path"),
                  text("tls.authority", "a path"),
                  text("players.keys", "a path; empty if anyone may play as anyone"),
                  text("players.issuer", "text; empty for any"),
                  text("players.audience", "text; empty for anything")),
              Arrays.stream(GatewayLimit.values()).map(Setting::ofGateway).toList(),
              List.of(
                  whole("worker.port", 9190, 1, 65535),
                  text("worker.command", "a command; empty for what the game file says"),
                  whole("worker.count", 1, 0, 64),
                  whole("worker.answerMillis", 700, 10, 750),
                  whole("grpc.port", 9090, 1, 65535),
                  whole("http.port", 8080, 1, 65535),
                  new Setting("http.play", "true", "true or false", matches("true|false")),
                  new Setting("http.drills", "false", "true or false", matches("true|false")),
                  orEmpty(
                      "traces.endpoint",
                      "a URL such as http://HOST:4318; empty if nothing is traced",
                      matches("https?://[^\\s/]+.*")),
                  whole("traces.oneIn", 100, 1, 1000000)))
          .flatMap(List::stream)
          .toList();

  private static Setting ofGateway(GatewayLimit limit) {
    return whole(limit.key(), limit.fallback(), limit.min(), limit.max());
  }

  private static Setting text(String key, String range) {
    return new Setting(key, "", range, value -> true);
  }

  private static Setting orEmpty(String key, String range, Predicate<String> isPossible) {
    return new Setting(key, "", range, isPossible.or(String::isEmpty));
  }

  private static Setting bounds(String key) {
    return orEmpty(key, "FROM..TO" + GAME_SAYS, Setting::isRange);
  }

  private static Setting whole(String key, int fallback, int min, int max) {
    return new Setting(key, Integer.toString(fallback), min + " to " + max, in(min, max));
  }

  private static Predicate<String> matches(String pattern) {
    return value -> value.matches(pattern);
  }

  private static Predicate<String> in(long min, long max) {
    return value -> isLong(value) && Long.parseLong(value) >= min && Long.parseLong(value) <= max;
  }

  private static boolean isLong(String value) {
    try {
      Long.parseLong(value);
      return true;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static boolean isNumber(String value) {
    try {
      return Double.isFinite(Double.parseDouble(value));
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static boolean isPositive(String value) {
    return isNumber(value) && Double.parseDouble(value) > 0;
  }

  private static boolean isCores(String value) {
    return isNumber(value) && Double.parseDouble(value) >= 0 && Double.parseDouble(value) <= 1024;
  }

  private static boolean isRange(String value) {
    int dots = value.indexOf("..");
    return dots > 0 && isNumber(value.substring(0, dots)) && isNumber(value.substring(dots + 2));
  }

  /** The environment variable that sets this: {@code ZONESCALER_WORLD_TICK_RATE}. */
  String variable() {
    return NodeSettings.VARIABLE_PREFIX
        + key.replaceAll("([a-z])([A-Z])", "$1_$2").replace('.', '_').toUpperCase(Locale.ROOT);
  }
}
