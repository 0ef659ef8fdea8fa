package io.zonescaler.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zonescaler.game.World;
import io.zonescaler.math.Sha256;
import io.zonescaler.state.EntityTable;
import io.zonescaler.state.Ids;
import io.zonescaler.state.PlayerInput;
import io.zonescaler.state.VariableValues;
import io.zonescaler.tick.KeptWorld;
import io.zonescaler.tick.RangeRunner;
import io.zonescaler.verify.LocalWorld;
import io.zonescaler.world.Column;
import io.zonescaler.world.Column.Type;
import io.zonescaler.world.Kind;
import io.zonescaler.world.WorldSettings;
import io.zonescaler.world.WorldVariable;
import io.zonescaler.zone.ZoneMap;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is exported is imported as it was, or as the game's new declarations want it, or not. */
class WorldArchiveTest {
  private static final List<Map.Entry<String, Type>> COLUMNS =
      List.of(
          Map.entry("height", Type.FIXED),
          Map.entry("age", Type.I32),
          Map.entry("seeds", Type.I64),
          Map.entry("sap", Type.F32),
          Map.entry("luck", Type.F64),
          Map.entry("label", Type.BYTES));

  private final World world = World.of(new Orchard(COLUMNS, 0.5));
  private final List<String> changes = new ArrayList<>();
  @TempDir private Path directory;
  private Path file;
  private KeptWorld kept;

  @BeforeEach
  void export() throws IOException {
    file = directory.resolve("orchard.zsw");
    LocalWorld local =
        new LocalWorld(
            world,
            ZoneMap.uniform(world.space(), 4, 64),
            RangeRunner.single(),
            (zone, tick, kind, id, failure) -> {});
    local.populate();
    local.tick(List.of(new PlayerInput(7, PlayerInput.Type.JOIN, 1, 0, new byte[0])), List.of());
    local.tick(
        List.of(
            PlayerInput.ofVariable(0, 3), PlayerInput.ofVariable(1, Double.doubleToLongBits(0.7))),
        List.of());
    kept = KeptWorld.of(world, List.copyOf(local.states()));
    assertThat(kept.messages()).isNotEmpty();
    WorldArchive.write(file, world, kept);
  }

  private KeptWorld read(World as) throws IOException, ArchiveException {
    return WorldArchive.open(file).read(as, changes);
  }

  private World changed(List<Map.Entry<String, Type>> columns, double quantum) {
    return World.of(new Orchard(columns, quantum));
  }

  private static Column column(World world, String name) {
    return world.schema().kind("tree").columns().stream()
        .filter(column -> column.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theSameGameGetsTheSameWorld() throws IOException, ArchiveException {
    WorldArchive archive = WorldArchive.open(file);
    KeptWorld back = archive.read(world, changes);
    assertThat(changes).isEmpty();
    assertThat(back.tick()).isEqualTo(2).isEqualTo(archive.tick());
    assertThat("%016x".formatted(WorldArchive.hash(world, back)))
        .isEqualTo("%016x".formatted(WorldArchive.hash(world, kept)))
        .isEqualTo(archive.hash());
    assertThat(back.variables())
        .isEqualTo(VariableValues.of(3, Double.doubleToLongBits(0.7)))
        .isEqualTo(kept.variables());
    assertThat(back.messages()).containsExactlyInAnyOrderElementsOf(kept.messages());
    assertThat(archive.entities()).isGreaterThan(100);
    assertThat(archive.settings()).containsEntry("world.bounds.x", "0.0..100.0");
    assertThat(directory.toFile().list()).containsExactly("orchard.zsw");
  }

  @Test
  void variablesAreTakenOverByName() throws IOException, ArchiveException {
    WorldVariable[] now = {
      WorldVariable.real("rain", 0.1, 0, 0.5),
      WorldVariable.integer("frost", -4, -9, 0),
      WorldVariable.integer("season", 0, 0, 9)
    };
    KeptWorld back = read(World.of(new Orchard(COLUMNS, 0.5, now)));
    assertThat(back.variables()).isEqualTo(VariableValues.of(Double.doubleToLongBits(0.1), -4, 3));
    assertThat(changes)
        .containsExactly(
            "variable 'rain' cannot be 0.7: it is a number from 0.0 to 0.5; it becomes 0.1",
            "variable frost is new: it is -4");
  }

  @Test
  void aFileOfAnEarlierReleaseIsReadAndCheckedThoughTheGameHasVariablesNow()
      throws IOException, ArchiveException {
    byte[] whole = Files.readAllBytes(file);
    ObjectNode old = header(whole);
    old.put("version", 1).remove("variables");
    Files.write(file, withHeader(whole, old));
    KeptWorld back = read(world);
    assertThat(back.variables()).isEqualTo(VariableValues.initial(world.schema()));
    assertThat(changes).hasSize(2).allMatch(change -> change.contains(" is new: it is "));
    old.put("hash", "0123456789abcdef");
    Files.write(file, withHeader(whole, old));
    assertThatThrownBy(() -> read(world)).hasMessageEndingWith("should have 0123456789abcdef");
  }

  private static ObjectNode header(byte[] gzip) throws IOException {
    return (ObjectNode) new ObjectMapper().readTree(text(gzip).lines().findFirst().orElseThrow());
  }

  /** The file with another first line, and the checksum that it has then. */
  private static byte[] withHeader(byte[] gzip, ObjectNode header) throws IOException {
    String text = text(gzip);
    String body = header + text.substring(text.indexOf('\n'), text.lastIndexOf("{\"sha256\""));
    MessageDigest digest = Sha256.begin();
    digest.update(body.getBytes(StandardCharsets.UTF_8));
    return zipped(body + "{\"sha256\":\"" + WorldArchive.hex(digest) + "\"}\n");
  }

  @Test
  void newColumnsAreEmptyAndOldOnesAreLeftOut() throws IOException, ArchiveException {
    List<Map.Entry<String, Type>> columns = new ArrayList<>(COLUMNS);
    columns.remove(1);
    columns.add(0, Map.entry("rings", Type.I64));
    columns.add(Map.entry("note", Type.BYTES));
    World now = changed(columns, 0.5);
    EntityTable before = kept.tables().get(0);
    EntityTable after = read(now).tables().get(0);
    assertThat(changes)
        .containsExactly(
            "tree.rings is new: 0 for all",
            "tree.note is new: empty for all",
            "tree.age is gone: its values are left out");
    assertThat(after.size).isEqualTo(before.size);
    for (int row = 0; row < after.size; row++) {
      assertThat(after.id[row]).isEqualTo(before.id[row]);
      assertThat(after.integer(column(now, "rings"), row)).isZero();
      assertThat(after.bytes[column(now, "note").lane()][row]).isEmpty();
      for (String name : List.of("height", "seeds", "sap", "luck")) {
        assertThat(after.real(column(now, name), row))
            .isEqualTo(before.real(column(world, name), row));
      }
      assertThat(after.bytes[column(now, "label").lane()][row])
          .isEqualTo(before.bytes[column(world, "label").lane()][row]);
    }
  }

  @Test
  void valuesAreConvertedToAnotherType() throws IOException, ArchiveException {
    World now =
        changed(
            List.of(
                Map.entry("height", Type.FIXED),
                Map.entry("age", Type.I64),
                Map.entry("sap", Type.F64),
                Map.entry("luck", Type.F32),
                Map.entry("seeds", Type.FIXED),
                Map.entry("label", Type.BYTES)),
            0.25);
    EntityTable before = kept.tables().get(0);
    EntityTable after = read(now).tables().get(0);
    assertThat(changes)
        .contains(
            "tree.height is rounded from steps of 0.5 to 0.25",
            "tree.age is converted from I32 to I64",
            "tree.sap is converted from F32 to F64");
    for (int row = 0; row < after.size; row++) {
      for (String name : List.of("height", "age", "sap", "seeds")) {
        assertThat(after.real(column(now, name), row))
            .as(name)
            .isEqualTo(before.real(column(world, name), row));
      }
      assertThat(after.real(column(now, "luck"), row))
          .isEqualTo((float) before.real(column(world, "luck"), row));
    }
  }

  @Test
  void anotherOrderOfColumnsIsNoOtherWorld() throws IOException, ArchiveException {
    List<Map.Entry<String, Type>> columns = new ArrayList<>(COLUMNS);
    columns.add(columns.remove(2));
    EntityTable after = read(changed(columns, 0.5)).tables().get(0);
    assertThat(changes).containsExactly("tree has its columns in another order");
    assertThat(after.size).isEqualTo(kept.tables().get(0).size);
  }

  @Test
  void whatIsInQuarantineStaysThereAmongOtherKinds() throws IOException, ArchiveException {
    EntityTable trees = kept.tables().get(0);
    Kind mark = world.schema().quarantine();
    EntityTable marks = kept.tables().get(mark.index());
    int made =
        marks.append(
            Ids.quarantine(trees.id[3]), trees.cell[3], trees.x[3], trees.y[3], trees.z[3]);
    marks.setInteger(mark.markedColumn(), made, trees.id[3]);
    marks.setInteger(mark.markedKindColumn(), made, trees.kind.index());
    WorldArchive.write(file, world, kept);
    World now =
        World.of(new Orchard(COLUMNS, 0.5, Orchard.variables(), Kind.of("bush"), Kind.of("hedge")));
    EntityTable after = read(now).tables().get(now.schema().quarantine().index());
    assertThat(after.size).isEqualTo(1);
    assertThat(after.integer(mark.markedColumn(), 0)).isEqualTo(trees.id[3]);
    assertThat(after.integer(now.schema().quarantine().markedKindColumn(), 0))
        .isEqualTo(now.schema().kind("tree").index())
        .isEqualTo(2);
  }

  @Test
  void whatWasOnALongWayIsWhereItWasIfItCannotTeleportAnyMore()
      throws IOException, ArchiveException {
    World birds =
        World.of(new Orchard(COLUMNS, 0.5, Orchard.variables(), Kind.of("bird").teleports()));
    List<EntityTable> tables =
        birds.schema().kinds().stream().map(kind -> new EntityTable(kind, 0)).toList();
    Kind carried = birds.schema().kind("bird.carried");
    EntityTable away = tables.get(carried.index());
    int made = away.append(77, birds.space().cellOf(640, 1280, 0), 640, 1280, 0);
    away.setInteger(carried.destinationColumns().get(0), made, 5000);
    VariableValues variables = VariableValues.initial(birds.schema());
    WorldArchive.write(file, birds, new KeptWorld(birds, 9, tables, List.of(), variables));
    EntityTable same = read(birds).tables().get(carried.index());
    assertThat(same.integer(carried.destinationColumns().get(0), 0)).isEqualTo(5000);
    assertThat(changes).isEmpty();

    World walking = World.of(new Orchard(COLUMNS, 0.5, Orchard.variables(), Kind.of("bird")));
    EntityTable after = read(walking).tables().get(0);
    assertThat(after.kind.name()).isEqualTo("bird");
    assertThat(List.of(after.size, after.x[0], after.y[0])).containsExactly(1, 640, 1280);
    assertThat(changes).isNotEmpty();
  }

  @Test
  void whatCannotBeTakenOverIsRefused() {
    List<Map.Entry<String, Type>> columns = new ArrayList<>(COLUMNS);
    columns.set(5, Map.entry("label", Type.I32));
    assertThatThrownBy(() -> read(changed(columns, 0.5)))
        .hasMessage("tree.label is I32, in the file it is BYTES");
    World larger = World.of(world.game(), WorldSettings.flat(200, 100).build());
    assertThatThrownBy(() -> read(larger)).hasMessageContaining("world.bounds.x is 0.0..200.0");
  }

  @Test
  void damageIsFoundAndNothingIsUsed() throws IOException {
    byte[] whole = Files.readAllBytes(file);
    int refused = 0;
    for (int at = 20; at < whole.length; at += 97) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 4;
      Files.write(file, damaged);
      assertThatThrownBy(() -> read(world)).isInstanceOf(ArchiveException.class);
      refused++;
    }
    assertThat(refused).isGreaterThan(50);
    for (int length = 0; length < whole.length; length += 131) {
      Files.write(file, java.util.Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> read(world)).isInstanceOf(ArchiveException.class);
    }
    for (int less = 1; less <= 12; less++) {
      Files.write(file, java.util.Arrays.copyOf(whole, whole.length - less));
      assertThatThrownBy(() -> read(world)).as("without its end").hasMessageContaining("cut short");
    }
    Files.write(file, edited(whole, "\"label", "\"lapel"));
    assertThatThrownBy(() -> read(world)).hasMessageContaining("checksum");
    Files.write(file, edited(whole, "\"version\":2", "\"version\":3"));
    assertThatThrownBy(() -> read(world))
        .hasMessage("the file has version 3 of the format, this zonescaler knows versions 1 to 2");
    Files.writeString(file, "hello");
    assertThatThrownBy(() -> read(world)).hasMessage("the file is no exported world");
  }

  private static byte[] edited(byte[] gzip, String from, String to) throws IOException {
    String text = text(gzip);
    assertThat(text).contains(from);
    return zipped(text.replace(from, to));
  }

  private static String text(byte[] gzip) throws IOException {
    return new String(
        new GZIPInputStream(new ByteArrayInputStream(gzip)).readAllBytes(), StandardCharsets.UTF_8);
  }

  private static byte[] zipped(String text) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
      zip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return out.toByteArray();
  }
}
