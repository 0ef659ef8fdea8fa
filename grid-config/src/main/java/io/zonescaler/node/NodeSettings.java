package io.zonescaler.node;

import io.zonescaler.world.WorldSettings;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The effective settings of a node: flag over environment over file over default. Immutable; every
 * value has been checked.
 */
public final class NodeSettings {
  /** Environment variables of settings begin so. */
  public static final String VARIABLE_PREFIX = "ZONESCALER_";

  /** What variables begin with that can only be meant as settings. */
  private static final Set<String> SECTIONS =
      Setting.ALL.stream()
          .map(setting -> setting.key().substring(0, setting.key().indexOf('.')))
          .map(section -> section.toUpperCase(Locale.ROOT))
          .collect(Collectors.toUnmodifiableSet());

  /** What a node takes without any slot. */
  private static final int LEAST_MEGABYTES = 32;

  /** An empty slot takes 32 KB on each of its owners, as Ignite keeps partitions. */
  private static final int SLOTS_PER_MEGABYTE = 32;

  private static final String DEFAULT = "default";
  private static final String CORES = "node.cores";

  private record Value(String text, String source) {}

  private final Map<String, Value> values;

  private NodeSettings(Map<String, Value> values) {
    this.values = Collections.unmodifiableMap(values);
  }

  /**
   * Collects and checks settings.
   *
   * @param file a properties file, or null for none
   * @param environment variables; those of other programs are skipped
   * @param flags keys and values
   * @throws UserError for an unknown key or an impossible value
   */
  public static NodeSettings load(
      @Nullable Path file, Map<String, String> environment, Map<String, String> flags) {
    Map<String, Value> values = new LinkedHashMap<>();
    Setting.ALL.forEach(
        setting -> values.put(setting.key(), new Value(setting.fallback(), DEFAULT)));
    if (file != null) {
      read(file).forEach((key, text) -> put(values, key, text, "file " + file));
    }
    putVariables(values, environment);
    flags.forEach((key, text) -> put(values, key, text, "flag"));
    NodeSettings settings = new NodeSettings(values);
    settings.requireConsistent();
    return settings;
  }

  private static Map<String, String> read(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw UserError.arguments(
          "settings cannot be read: " + e,
          "file " + file,
          "pass a readable properties file with --config");
    }
    Map<String, String> sorted = new TreeMap<>();
    properties.stringPropertyNames().forEach(key -> sorted.put(key, properties.getProperty(key)));
    return sorted;
  }

  private static void putVariables(Map<String, Value> values, Map<String, String> environment) {
    Map<String, String> keys = new TreeMap<>();
    Setting.ALL.forEach(setting -> keys.put(setting.variable(), setting.key()));
    new TreeMap<>(environment)
        .forEach(
            (variable, text) -> {
              String key = keys.get(variable);
              if (key != null) {
                put(values, key, text, "environment " + variable);
              } else if (isOurs(variable)) {
                throw UserError.arguments(
                    "unknown setting " + variable,
                    "environment",
                    "did you mean "
                        + nearest(variable, keys.keySet())
                        + "? All are in grid-config/settings.properties");
              }
            });
  }

  private static boolean isOurs(String variable) {
    if (!variable.startsWith(VARIABLE_PREFIX)) {
      return false;
    }
    String rest = variable.substring(VARIABLE_PREFIX.length());
    int end = rest.indexOf('_');
    return end > 0 && SECTIONS.contains(rest.substring(0, end));
  }

  private static void put(Map<String, Value> values, String key, String text, String source) {
    Setting setting =
        Setting.ALL.stream()
            .filter(candidate -> candidate.key().equals(key))
            .findFirst()
            .orElse(null);
    if (setting == null) {
      throw UserError.arguments(
          "unknown setting " + key,
          source,
          "did you mean "
              + nearest(key, values.keySet())
              + "? All are in grid-config/settings.properties");
    }
    String trimmed = text.trim();
    if (!setting.isPossible().test(trimmed)) {
      throw UserError.arguments(
          key + " = " + trimmed + " is not possible", source, "it must be " + setting.range());
    }
    values.put(key, new Value(trimmed, source));
  }

  private void requireConsistent() {
    if (integer("world.zones") > integer("world.slots")) {
      throw UserError.arguments(
          "world.zones = " + get("world.zones") + " is not possible",
          value("world.zones").source(),
          "it must be at most world.slots = "
              + get("world.slots")
              + ", as every zone needs a slot");
    }
    int least = LEAST_MEGABYTES + integer("world.slots") / SLOTS_PER_MEGABYTE;
    if (integer("grid.memoryMegabytes") < least) {
      throw UserError.arguments(
          "grid.memoryMegabytes = "
              + get("grid.memoryMegabytes")
              + " is too little for world.slots = "
              + get("world.slots"),
          value(isSet("grid.memoryMegabytes") ? "grid.memoryMegabytes" : "world.slots").source(),
          "it must be at least " + least + ", as one node may come to have all slots");
    }
    List<String> founders = list("grid.founders");
    if (!founders.isEmpty() && !founders.contains(name())) {
      throw UserError.arguments(
          "grid.founders = " + get("grid.founders") + " does not name this node, " + name(),
          value("grid.founders").source(),
          "add it there, or leave grid.founders empty to let the node join");
    }
  }

  private static String nearest(String key, Set<String> known) {
    return known.stream()
        .min((a, b) -> Integer.compare(distance(key, a), distance(key, b)))
        .orElseThrow();
  }

  /** Levenshtein's edit distance, by the usual two rows. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    Arrays.setAll(row, i -> i);
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }

  /** A value as text; a key that is not in the reference is an error of the caller. */
  public String get(String key) {
    return value(key).text();
  }

  private Value value(String key) {
    Value value = values.get(key);
    if (value == null) {
      throw new IllegalArgumentException("no setting is called " + key);
    }
    return value;
  }

  /** Whether a key has another value than its default because somebody said so. */
  public boolean isSet(String key) {
    return !value(key).source().equals(DEFAULT);
  }

  /** A whole number. */
  public int integer(String key) {
    return Integer.parseInt(get(key));
  }

  /** The parts of a list separated by commas. */
  public List<String> list(String key) {
    String text = get(key);
    return text.isEmpty() ? List.of() : List.of(text.split(",", -1));
  }

  /** Name of the node. */
  public String name() {
    return get("node.name");
  }

  /** These settings with a key back at its default. */
  public NodeSettings withDefault(String key) {
    Map<String, Value> fewer = new LinkedHashMap<>(values);
    Setting.ALL.stream()
        .filter(setting -> setting.key().equals(key))
        .forEach(setting -> fewer.put(key, new Value(setting.fallback(), DEFAULT)));
    return new NodeSettings(fewer);
  }

  /**
   * These settings with another value.
   *
   * @throws UserError if it is not possible
   */
  public NodeSettings with(String key, String text) {
    Map<String, Value> changed = new LinkedHashMap<>(values);
    put(changed, key, text, "zonescaler");
    return new NodeSettings(changed);
  }

  /** These settings with each node's share of this machine's cores, if they do not say how many. */
  public NodeSettings withCoresFor(int nodes) {
    if (Double.parseDouble(get(CORES)) > 0) {
      return this;
    }
    double share = (double) Runtime.getRuntime().availableProcessors() / nodes;
    Map<String, Value> shared = new LinkedHashMap<>(values);
    shared.put(
        CORES, new Value(String.format(Locale.ROOT, "%.3f", share), "share of this machine"));
    return new NodeSettings(shared);
  }

  /** All values by key, for placeholders. */
  public Map<String, Object> asMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    values.forEach((key, value) -> map.put(key, value.text()));
    return map;
  }

  /** The game's world with what is set here replaced, checked. */
  public WorldSettings world(WorldSettings game) {
    WorldSettings.Builder world = game.toBuilder().slots(integer("world.slots"));
    ifSet("world.name", world::name);
    ifSet("world.seed", text -> world.seed(Long.parseLong(text)));
    ifSet("world.quantum", text -> world.quantum(Double.parseDouble(text)));
    ifSet("world.interestRadius", text -> world.interestRadius(Double.parseDouble(text)));
    ifSet("world.maxStep", text -> world.maxStep(Double.parseDouble(text)));
    ifSet("world.tickRate", text -> world.tickRate(Integer.parseInt(text)));
    for (int axis = 0; axis < 3; axis++) {
      int which = axis;
      ifSet(
          "world.bounds." + "xyz".charAt(axis),
          text -> {
            int dots = text.indexOf("..");
            world.bounds(
                which,
                Double.parseDouble(text.substring(0, dots)),
                Double.parseDouble(text.substring(dots + 2)));
          });
    }
    return world.build();
  }

  private void ifSet(String key, Consumer<String> setter) {
    String text = get(key);
    if (!text.isEmpty()) {
      setter.accept(text);
    }
  }

  /** All settings with where they come from, one a line. */
  public String describe() {
    StringBuilder text = new StringBuilder();
    values.forEach(
        (key, value) ->
            text.append("  ")
                .append(key)
                .append(" = ")
                .append(value.text())
                .append("  (")
                .append(value.source())
                .append(")\n"));
    return text.toString();
  }
}
