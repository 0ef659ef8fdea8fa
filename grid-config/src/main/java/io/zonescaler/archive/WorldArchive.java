package io.zonescaler.archive;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.zonescaler.archive.ArchiveHeader.KindHeader;
import io.zonescaler.archive.ArchiveHeader.MessageHeader;
import io.zonescaler.game.World;
import io.zonescaler.math.Sha256;
import io.zonescaler.state.EntityTable;
import io.zonescaler.state.SentMessage;
import io.zonescaler.state.VariableValues;
import io.zonescaler.tick.KeptWorld;
import io.zonescaler.world.Column;
import io.zonescaler.world.Kind;
import io.zonescaler.world.MessageKind;
import io.zonescaler.world.Space;
import io.zonescaler.world.WorldVariable;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * A world at one tick as a file: gzip, in it one JSON value a line. First a {@linkplain
 * ArchiveHeader header}; then an array for each entity: kind, id (16 hexadecimal digits), x, y, z
 * in quanta, and the columns in the header's order: whole numbers, fixed columns in their quanta,
 * floating-point columns as their raw bits, byte strings in base64. Then an array for each message
 * on its way: kind, sender (hexadecimal), tick sent, ordinal, target (hexadecimal), the target's
 * kind, x, y, z, four arguments, and if it has a long way to go the x, y, z that it has come to.
 * The last line has the SHA-256 of all lines before it.
 */
public final class WorldArchive {
  static final String OTHER_FILE =
      "take another copy of the file; this one is damaged, and nothing of it was used";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MESSAGE_SIZE = 13;

  /** What one with a long way to go has besides. */
  private static final int WAY_SIZE = 3;

  private static final int HEX = 16;

  private final Path file;
  private final ArchiveHeader header;

  private WorldArchive(Path file, ArchiveHeader header) {
    this.file = file;
    this.header = header;
  }

  // ---- writing

  /**
   * Writes a world. The file has its name only when it is whole and on disk.
   *
   * @throws IOException if that fails
   */
  public static void write(Path file, World world, KeptWorld kept) throws IOException {
    Path unfinished = file.resolveSibling(file.getFileName() + ".part");
    try {
      try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(unfinished), 1 << 16)) {
        MessageDigest digest = Sha256.begin();
        writeLine(out, digest, JSON.valueToTree(ArchiveHeader.of(world, kept)));
        for (EntityTable table : kept.tables()) {
          for (int row = 0; row < table.size; row++) {
            writeLine(out, digest, entity(table, row));
          }
        }
        for (SentMessage message : kept.messages()) {
          writeLine(out, digest, message(world, message));
        }
        writeLine(out, Sha256.begin(), JSON.createObjectNode().put("sha256", hex(digest)));
      }
      try (var channel = java.nio.channels.FileChannel.open(unfinished)) {
        channel.force(true);
      }
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  private static void writeLine(OutputStream out, MessageDigest digest, JsonNode line)
      throws IOException {
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
    digest.update(bytes);
    out.write(bytes);
  }

  private static ArrayNode entity(EntityTable table, int row) {
    ArrayNode line = JSON.createArrayNode();
    line.add(table.kind.name()).add("%016x".formatted(table.id[row]));
    line.add(table.x[row]).add(table.y[row]).add(table.z[row]);
    ColumnMatch.write(table, row, line);
    return line;
  }

  private static ArrayNode message(World world, SentMessage m) {
    ArrayNode line = JSON.createArrayNode();
    line.add(world.schema().messages().get(m.kind()).name())
        .add("%016x".formatted(m.sender()))
        .add(m.sentTick())
        .add(m.ordinal())
        .add("%016x".formatted(m.target()))
        .add(world.schema().kinds().get(m.targetKind()).name())
        .add(m.x())
        .add(m.y())
        .add(m.z())
        .add(m.a())
        .add(m.b())
        .add(m.c())
        .add(m.d());
    SentMessage.Way way = m.way();
    return way == null ? line : line.add(way.x()).add(way.y()).add(way.z());
  }

  /** The world hash of a kept world. */
  static long hash(World world, KeptWorld kept) {
    return kept.of(1, 1, world.space().bounds()).totals().hash;
  }

  static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  // ---- reading

  /**
   * Opens a file and reads its header.
   *
   * @throws ArchiveException if it is no such file, or of a later version
   * @throws IOException if it cannot be read
   */
  public static WorldArchive open(Path file) throws IOException, ArchiveException {
    try (Lines lines = new Lines(file)) {
      JsonNode first = lines.next();
      if (!ArchiveHeader.FORMAT.equals(first.path("format").asText())) {
        throw notOurs();
      }
      int version = first.path("version").asInt();
      if (version < ArchiveHeader.OLDEST || version > ArchiveHeader.VERSION) {
        throw new ArchiveException(
            "the file has version "
                + first.path("version").asText()
                + " of the format, this zonescaler knows versions "
                + ArchiveHeader.OLDEST
                + " to "
                + ArchiveHeader.VERSION,
            "import it with the zonescaler that wrote it, or a later one");
      }
      return new WorldArchive(file, JSON.treeToValue(first, ArchiveHeader.class));
    } catch (JsonProcessingException e) {
      throw new ArchiveException("the header is damaged: " + e.getOriginalMessage(), OTHER_FILE);
    }
  }

  private static ArchiveException notOurs() {
    return new ArchiveException(
        "the file is no exported world", "take a file that zonescaler export has written");
  }

  /** The tick of the states. */
  public long tick() {
    return header.tick();
  }

  /** The world hash at that tick, 16 hexadecimal digits. */
  public String hash() {
    return header.hash();
  }

  /** Number of entities. */
  public long entities() {
    return header.entities();
  }

  /** The settings of the world that was exported, as in {@code settings.properties}. */
  public Map<String, String> settings() {
    return Map.copyOf(header.settings());
  }

  /**
   * Reads the whole world, for a game whose declarations may have changed since.
   *
   * @param changes is told what is not as it was, a sentence each
   * @throws ArchiveException if the file is damaged or the game cannot take the world over; nothing
   *     of it is to be used then
   * @throws IOException if it cannot be read
   */
  public KeptWorld read(World world, List<String> changes) throws IOException, ArchiveException {
    requireSameSpace(world);
    int told = changes.size();
    Map<String, ColumnMatch> matches = new HashMap<>();
    for (KindHeader from : header.kinds()) {
      Kind kind = kind(world, from.name());
      if (kind != null) {
        matches.put(from.name(), new ColumnMatch(kind, from, changes));
      }
    }
    List<EntityTable> tables =
        world.schema().kinds().stream().map(kind -> new EntityTable(kind, 0)).toList();
    List<SentMessage> messages = new ArrayList<>();
    try (Lines lines = new Lines(file)) {
      lines.next();
      for (long i = 0; i < header.entities(); i++) {
        readEntity(world, lines.next(), matches, tables);
      }
      for (long i = 0; i < header.messages(); i++) {
        messages.add(readMessage(world, lines.next()));
      }
      lines.requireDigest();
    }
    // The hash is that of entities and messages, whatever has become of the variables.
    boolean unchanged = changes.size() == told && isSameSchema(world);
    KeptWorld kept =
        new KeptWorld(world, header.tick(), tables, messages, variables(world, changes));
    if (unchanged) {
      String found = "%016x".formatted(hash(world, kept));
      if (!found.equals(header.hash())) {
        throw new ArchiveException(
            "the world in the file has the hash " + found + " and should have " + header.hash(),
            OTHER_FILE);
      }
    }
    return kept;
  }

  /**
   * The variables' values by name: a variable that is new has its initial value, and so has one
   * whose value is out of its bounds now.
   */
  private VariableValues variables(World world, List<String> changes) {
    Map<String, String> values =
        new HashMap<>(header.variables() == null ? Map.of() : header.variables());
    VariableValues all = VariableValues.initial(world.schema());
    for (WorldVariable variable : world.schema().variables()) {
      String was = values.remove(variable.name());
      if (was == null) {
        changes.add("variable " + variable + " is new: it is " + variable.text(variable.initial()));
      } else {
        try {
          all = all.with(variable.index(), variable.bits(variable.parse(was)));
        } catch (IllegalArgumentException e) {
          changes.add(e.getMessage() + "; it becomes " + variable.text(variable.initial()));
        }
      }
    }
    values.keySet().forEach(name -> changes.add("variable " + name + " is gone"));
    return all;
  }

  private boolean isSameSchema(World world) {
    return world.schema().kinds().stream()
            .map(Kind::name)
            .toList()
            .equals(header.kinds().stream().map(KindHeader::name).toList())
        && world.schema().messages().stream()
            .map(MessageKind::name)
            .toList()
            .equals(header.messageKinds().stream().map(MessageHeader::name).toList());
  }

  private void requireSameSpace(World world) throws ArchiveException {
    Map<String, String> now = ArchiveHeader.settings(world.settings());
    for (String key :
        List.of("world.bounds.x", "world.bounds.y", "world.bounds.z", "world.quantum")) {
      String was = String.valueOf(header.settings().get(key));
      if (!was.equals(String.valueOf(now.get(key)))) {
        throw new ArchiveException(
            key + " is " + now.get(key) + ", in the file it is " + was,
            "leave " + key + " as it was: positions are counted in it");
      }
    }
  }

  /** The kind of that name; what was on a long way, and cannot be any more, is where it was. */
  private static @Nullable Kind kind(World world, String name) {
    Kind found =
        world.schema().kinds().stream()
            .filter(kind -> kind.name().equals(name))
            .findFirst()
            .orElse(null);
    return found == null && name.endsWith(Kind.CARRIED_SUFFIX)
        ? kind(world, name.substring(0, name.length() - Kind.CARRIED_SUFFIX.length()))
        : found;
  }

  private void readEntity(
      World world, JsonNode line, Map<String, ColumnMatch> matches, List<EntityTable> tables)
      throws ArchiveException {
    String name = line.path(0).asText();
    ColumnMatch match = matches.get(name);
    Kind kind = kind(world, name);
    if (match == null || kind == null) {
      throw new ArchiveException(
          "the file has entities of kind '"
              + name
              + "', which the game does not declare; it has "
              + world.schema().kinds(),
          "declare the kind, or remove its entities from the old world before the export");
    }
    EntityTable table = tables.get(kind.index());
    Space space = world.space();
    int x = line.path(2).asInt(-1);
    int y = line.path(3).asInt(-1);
    int z = line.path(4).asInt(-1);
    if (!space.bounds().contains(x, y, z)) {
      throw new ArchiveException(
          "entity "
              + line.path(1).asText()
              + " is at ("
              + x
              + ", "
              + y
              + ", "
              + z
              + ") quanta,"
              + " outside of the world",
          OTHER_FILE);
    }
    int row = table.append(id(line.path(1)), space.cellOf(x, y, z), x, y, z);
    match.read(line, table, row);
    if (kind == world.schema().quarantine()) {
      renumber(world, table, row);
    }
  }

  /** A mark of quarantine names the kind of what it marks by its number in the schema. */
  private void renumber(World world, EntityTable marks, int row) throws ArchiveException {
    Column column = world.schema().quarantine().markedKindColumn();
    long was = marks.integer(column, row);
    Kind now =
        was >= 0 && was < header.kinds().size()
            ? kind(world, header.kinds().get((int) was).name())
            : null;
    if (now == null) {
      throw new ArchiveException(
          "the file has an entity in quarantine of a kind that the game does not declare",
          "declare the kind, or release the entity in the old world before the export");
    }
    marks.setInteger(column, row, now.index());
  }

  private static SentMessage readMessage(World world, JsonNode line) throws ArchiveException {
    Kind target = kind(world, line.path(5).asText());
    MessageKind kind =
        world.schema().messages().stream()
            .filter(candidate -> candidate.name().equals(line.path(0).asText()))
            .findFirst()
            .orElse(null);
    if (kind == null
        || target == null
        || (line.size() != MESSAGE_SIZE && line.size() != MESSAGE_SIZE + WAY_SIZE)) {
      throw new ArchiveException(
          "the file has a message '"
              + line.path(0).asText()
              + "' to a '"
              + line.path(5).asText()
              + "', which the game does not declare",
          "declare both, or pause the old world at a tick without such messages and export again");
    }
    boolean far = line.size() > MESSAGE_SIZE;
    return new SentMessage(
        id(line.get(1)),
        line.get(2).asLong(),
        line.get(3).asInt(),
        kind.index(),
        id(line.get(4)),
        target.index(),
        line.get(6).asInt(),
        line.get(7).asInt(),
        line.get(8).asInt(),
        line.get(9).asLong(),
        line.get(10).asLong(),
        line.get(11).asLong(),
        line.get(12).asLong(),
        far
            ? new SentMessage.Way(line.get(13).asInt(), line.get(14).asInt(), line.get(15).asInt())
            : null);
  }

  private static long id(JsonNode value) throws ArchiveException {
    try {
      return Long.parseUnsignedLong(value.asText(), HEX);
    } catch (NumberFormatException e) {
      throw new ArchiveException("'" + value.asText() + "' is no id", OTHER_FILE);
    }
  }

  /** The lines of a file, with what is wrong with them said as users need it. */
  private static final class Lines implements AutoCloseable {
    private final BufferedReader reader;
    private final MessageDigest digest = Sha256.begin();
    private long read;

    Lines(Path file) throws IOException, ArchiveException {
      var in = Files.newInputStream(file);
      try {
        reader =
            new BufferedReader(
                new InputStreamReader(new GZIPInputStream(in, 1 << 16), StandardCharsets.UTF_8));
      } catch (ZipException | EOFException e) {
        in.close();
        throw notOurs();
      }
    }

    JsonNode next() throws IOException, ArchiveException {
      String line = line();
      digest.update((line + "\n").getBytes(StandardCharsets.UTF_8));
      return parse(line);
    }

    private String line() throws IOException, ArchiveException {
      String line = lineOrEnd();
      if (line == null) {
        throw cutShort();
      }
      read++;
      return line;
    }

    private @Nullable String lineOrEnd() throws IOException, ArchiveException {
      try {
        return reader.readLine();
      } catch (EOFException e) {
        throw cutShort();
      } catch (ZipException e) {
        throw new ArchiveException(
            "the file is damaged after " + read + " lines: " + e.getMessage(), OTHER_FILE);
      }
    }

    private ArchiveException cutShort() {
      return new ArchiveException(
          "the file ends after " + read + " lines; it has been cut short", OTHER_FILE);
    }

    private JsonNode parse(String line) throws ArchiveException {
      try {
        return JSON.readTree(line);
      } catch (JsonProcessingException e) {
        throw new ArchiveException(
            "line " + read + " of the file is damaged: " + e.getOriginalMessage(), OTHER_FILE);
      }
    }

    void requireDigest() throws IOException, ArchiveException {
      String expected = parse(line()).path("sha256").asText();
      if (!expected.equals(hex(digest))) {
        throw new ArchiveException(
            "the file is damaged: its checksum is not that of its content", OTHER_FILE);
      }
      if (lineOrEnd() != null) {
        throw new ArchiveException("the file goes on after its checksum", OTHER_FILE);
      }
    }

    @Override
    public void close() throws IOException {
      reader.close();
    }
  }
}
