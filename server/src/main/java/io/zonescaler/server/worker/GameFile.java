package io.zonescaler.server.worker;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.zonescaler.world.Column;
import io.zonescaler.world.EventKind;
import io.zonescaler.world.Kind;
import io.zonescaler.world.MessageKind;
import io.zonescaler.world.Quantity;
import io.zonescaler.world.Schema;
import io.zonescaler.world.WorldSettings;
import io.zonescaler.world.WorldVariable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a game declares whose logic runs in workers: a JSON file (docs/workers.md says what is in
 * it).
 */
public final class GameFile {
  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT).build();

  private record Content(
      @JsonProperty(required = true) String game,
      @JsonProperty(required = true) String version,
      @JsonProperty(required = true) WorldPart world,
      @JsonProperty(required = true) List<KindPart> kinds,
      @Nullable List<MessagePart> messages,
      @Nullable List<EventPart> events,
      @Nullable List<VariablePart> variables,
      @Nullable List<String> sampleCommands,
      @Nullable String worker) {}

  private record WorldPart(
      @Nullable String name,
      @JsonProperty(required = true) double[] min,
      @JsonProperty(required = true) double[] max,
      @Nullable Long seed,
      @Nullable Double quantum,
      @Nullable Double interestRadius,
      @Nullable Double maxStep,
      @Nullable Integer tickRate) {}

  private record KindPart(
      @JsonProperty(required = true) String name,
      boolean avatar,
      boolean teleports,
      @Nullable List<ColumnPart> columns) {}

  private record ColumnPart(
      @JsonProperty(required = true) String name,
      @JsonProperty(required = true) String type,
      @Nullable Double quantum,
      @Nullable Integer maxBytes,
      @Nullable String visible,
      boolean owner,
      boolean team,
      @Nullable String conserved) {}

  private record MessagePart(
      @JsonProperty(required = true) String name,
      @Nullable List<String> arguments,
      @Nullable Map<String, String> conserved) {}

  private record EventPart(
      @JsonProperty(required = true) String name, @Nullable List<String> arguments) {}

  private record VariablePart(
      @JsonProperty(required = true) String name,
      @JsonProperty(required = true) String type,
      @JsonProperty(required = true) Double initial,
      @JsonProperty(required = true) Double min,
      @JsonProperty(required = true) Double max) {}

  private final String game;
  private final String version;
  private final Schema schema;
  private final WorldSettings world;
  private final List<byte[]> sampleCommands;
  private final Path directory;
  private final String worker;
  private final Map<String, Quantity> quantities = new HashMap<>();

  private GameFile(Content content, Path directory) {
    this.directory = directory;
    worker = content.worker() == null ? "" : content.worker();
    game = required(content.game(), "the file", "game");
    version = required(content.version(), "the file", "version");
    if (!game.matches("[A-Za-z0-9_.-]{1,64}")) {
      throw new IllegalArgumentException(
          "game '" + game + "': use 1 to 64 of letters, digits, _ . -");
    }
    schema = schema(content);
    world = settings(required(content.world(), "the file", "world"));
    sampleCommands =
        orNone(content.sampleCommands()).stream().map(HexFormat.of()::parseHex).toList();
  }

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException saying what is wrong, and where
   */
  public static GameFile read(Path file) {
    try {
      Path directory = Objects.requireNonNullElse(file.toAbsolutePath().getParent(), file);
      return new GameFile(JSON.readValue(Files.readString(file), Content.class), directory);
    } catch (UnrecognizedPropertyException e) {
      throw new IllegalArgumentException(
          file
              + place(e)
              + ": there is no '"
              + e.getPropertyName()
              + "' here, only "
              + e.getKnownPropertyIds(),
          e);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(file + place(e) + ": " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + " cannot be read: " + e, e);
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    } catch (NullPointerException e) {
      throw new IllegalArgumentException(file + ": something is null that must not be", e);
    }
  }

  private static String place(JsonProcessingException e) {
    String path =
        e instanceof JsonMappingException mapping
            ? mapping.getPath().stream()
                .map(
                    step ->
                        step.getFieldName() == null
                            ? "[" + step.getIndex() + "]"
                            : "." + step.getFieldName())
                .collect(Collectors.joining())
            : "";
    String line = e.getLocation() == null ? "" : ", line " + e.getLocation().getLineNr();
    return line + (path.isEmpty() ? "" : ", at " + path.replaceFirst("^\\.", ""));
  }

  private static <T> List<T> orNone(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }

  private Schema schema(Content content) {
    Kind[] kinds =
        required(content.kinds(), "the file", "kinds").stream()
            .map(this::kind)
            .toArray(Kind[]::new);
    return Schema.of(kinds)
        .messages(
            orNone(content.messages()).stream().map(this::message).toArray(MessageKind[]::new))
        .events(
            orNone(content.events()).stream()
                .map(
                    event ->
                        EventKind.of(
                            event.name(), orNone(event.arguments()).toArray(String[]::new)))
                .toArray(EventKind[]::new))
        .variables(
            orNone(content.variables()).stream()
                .map(GameFile::variable)
                .toArray(WorldVariable[]::new))
        .build();
  }

  private Kind kind(KindPart part) {
    Kind kind = part.avatar() ? Kind.avatar(part.name()) : Kind.of(part.name());
    if (part.teleports()) {
      kind.teleports();
    }
    for (ColumnPart column : orNone(part.columns())) {
      if (column.name().isEmpty() || column.name().startsWith("$")) {
        throw new IllegalArgumentException(
            kind
                + "."
                + column.name()
                + ": a column needs a name; those with $ are the framework's");
      }
      declare(kind, column);
    }
    return kind;
  }

  private void declare(Kind kind, ColumnPart part) {
    String where = kind + "." + part.name();
    Column column =
        switch (part.type()) {
          case "fixed" -> kind.fixed(part.name(), required(part.quantum(), where, "quantum"));
          case "i32" -> kind.i32(part.name());
          case "i64" -> kind.i64(part.name());
          case "f32" -> kind.f32(part.name());
          case "f64" -> kind.f64(part.name());
          case "bytes" -> kind.bytes(part.name(), required(part.maxBytes(), where, "maxBytes"));
          default ->
              throw new IllegalArgumentException(
                  where
                      + ": type '"
                      + part.type()
                      + "' is none of fixed, i32, i64, f32, f64, bytes");
        };
    switch (part.visible() == null ? "all" : part.visible()) {
      case "all" -> {}
      case "team" -> column.forTeam();
      case "owner" -> column.forOwner();
      case "nobody" -> column.hidden();
      default ->
          throw new IllegalArgumentException(
              where + ": visible '" + part.visible() + "' is none of all, team, owner, nobody");
    }
    if (part.owner()) {
      column.ofOwner();
    }
    if (part.team()) {
      column.ofTeam();
    }
    if (part.conserved() != null) {
      column.conserved(quantity(part.conserved()));
    }
  }

  private static <T> T required(@Nullable T value, String where, String name) {
    if (value == null) {
      throw new IllegalArgumentException(where + " needs " + name);
    }
    return value;
  }

  private Quantity quantity(String name) {
    return quantities.computeIfAbsent(name, Quantity::named);
  }

  private MessageKind message(MessagePart part) {
    MessageKind message =
        MessageKind.of(part.name(), orNone(part.arguments()).toArray(String[]::new));
    if (part.conserved() != null) {
      part.conserved()
          .forEach((argument, quantity) -> message.conserved(argument, quantity(quantity)));
    }
    return message;
  }

  private static WorldVariable variable(VariablePart part) {
    return switch (part.type()) {
      case "real" -> WorldVariable.real(part.name(), part.initial(), part.min(), part.max());
      case "integer" ->
          WorldVariable.integer(
              part.name(),
              whole(part.initial(), part),
              whole(part.min(), part),
              whole(part.max(), part));
      default ->
          throw new IllegalArgumentException(
              "variable " + part.name() + ": type '" + part.type() + "' is none of real, integer");
    };
  }

  private static long whole(double value, VariablePart part) {
    if (value != Math.rint(value) || Math.abs(value) > 0x1p53) {
      throw new IllegalArgumentException(
          "variable " + part.name() + ": " + value + " is no whole number of at most 2^53");
    }
    return (long) value;
  }

  private static WorldSettings settings(WorldPart part) {
    int dimensions = part.min().length;
    if ((dimensions != 2 && dimensions != 3) || part.max().length != dimensions) {
      throw new IllegalArgumentException("world.min and world.max need 2 numbers each, or 3 in 3D");
    }
    WorldSettings.Builder world = WorldSettings.flat(1, 1);
    for (int axis = 0; axis < dimensions; axis++) {
      world.bounds(axis, part.min()[axis], part.max()[axis]);
    }
    if (part.name() != null) {
      world.name(part.name());
    }
    if (part.seed() != null) {
      world.seed(part.seed());
    }
    if (part.quantum() != null) {
      world.quantum(part.quantum());
    }
    if (part.interestRadius() != null) {
      world.interestRadius(part.interestRadius());
    }
    if (part.maxStep() != null) {
      world.maxStep(part.maxStep());
    }
    if (part.tickRate() != null) {
      world.tickRate(part.tickRate());
    }
    return world.build();
  }

  /** Name of the game, by which workers know it. */
  public String game() {
    return game;
  }

  /** Version of its rules. */
  public String version() {
    return version;
  }

  /** What it declares. */
  public Schema schema() {
    return schema;
  }

  /** What starts a worker, for a shell in {@link #directory}; empty if it does not say. */
  public String worker() {
    return worker;
  }

  /** Where the file is. */
  public Path directory() {
    return directory;
  }

  /** Commands that a player might send, for bots; not to be modified. */
  List<byte[]> sampleCommands() {
    return sampleCommands;
  }

  /** The world as it wants it by default. */
  public WorldSettings world() {
    return world;
  }
}
