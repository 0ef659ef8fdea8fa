package io.zonescaler.archive;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.zonescaler.game.World;
import io.zonescaler.tick.KeptWorld;
import io.zonescaler.world.Column;
import io.zonescaler.world.WorldSettings;
import io.zonescaler.world.WorldVariable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The first line of a world's file: what the lines after it mean.
 *
 * @param format always {@link #FORMAT}
 * @param version of the format
 * @param tick the tick of the states
 * @param hash the world hash at that tick, 16 hexadecimal digits
 * @param entities number of lines with an entity
 * @param messages number of lines with a message, after those
 * @param game class of the game
 * @param gameVersion what the game said its version was
 * @param settings the world's settings, as in {@code settings.properties}
 * @param variables values of the world's variables, by name; absent in a file of an earlier release
 * @param kinds kinds of entities; an entity's columns come in their order
 * @param messageKinds kinds of messages
 */
record ArchiveHeader(
    String format,
    int version,
    long tick,
    String hash,
    long entities,
    long messages,
    String game,
    String gameVersion,
    Map<String, String> settings,
    @Nullable Map<String, String> variables,
    List<KindHeader> kinds,
    List<MessageHeader> messageKinds) {
  static final String FORMAT = "zonescaler world";

  /** What is written; since 2, a header has the world's variables. */
  static final int VERSION = 2;

  /** What can be read too. */
  static final int OLDEST = 1;

  /** A kind of entities. */
  record KindHeader(String name, List<ColumnHeader> columns) {}

  /** A column; {@code quantum} is 0 for all but fixed ones. */
  @JsonInclude(JsonInclude.Include.NON_DEFAULT)
  record ColumnHeader(String name, Column.Type type, double quantum) {}

  /** A kind of messages. */
  record MessageHeader(String name, List<String> arguments) {}

  static ArchiveHeader of(World world, KeptWorld kept) {
    return new ArchiveHeader(
        FORMAT,
        VERSION,
        kept.tick(),
        "%016x".formatted(WorldArchive.hash(world, kept)),
        kept.tables().stream().mapToLong(table -> table.size).sum(),
        kept.messages().size(),
        world.game().name(),
        world.game().version(),
        settings(world.settings()),
        variables(world, kept),
        world.schema().kinds().stream()
            .map(
                kind ->
                    new KindHeader(
                        kind.name(),
                        kind.columns().stream()
                            .map(
                                column ->
                                    new ColumnHeader(
                                        column.name(),
                                        column.type(),
                                        column.isFixed() ? column.quantum() : 0))
                            .toList()))
            .toList(),
        world.schema().messages().stream()
            .map(kind -> new MessageHeader(kind.name(), kind.arguments()))
            .toList());
  }

  private static Map<String, String> variables(World world, KeptWorld kept) {
    Map<String, String> map = new LinkedHashMap<>();
    for (WorldVariable variable : world.schema().variables()) {
      map.put(variable.name(), variable.text(kept.variables().bits(variable.index())));
    }
    return map;
  }

  static Map<String, String> settings(WorldSettings settings) {
    Map<String, String> map = new LinkedHashMap<>();
    map.put("world.name", settings.name());
    map.put("world.seed", Long.toString(settings.seed()));
    for (int axis = 0; axis < settings.dimensions(); axis++) {
      map.put("world.bounds." + "xyz".charAt(axis), settings.min(axis) + ".." + settings.max(axis));
    }
    map.put("world.quantum", Double.toString(settings.quantum()));
    map.put("world.interestRadius", Double.toString(settings.interestRadius()));
    map.put("world.maxStep", Double.toString(settings.maxStep()));
    map.put("world.tickRate", Integer.toString(settings.tickRate()));
    map.put("world.slots", Integer.toString(settings.slots()));
    return map;
  }
}
