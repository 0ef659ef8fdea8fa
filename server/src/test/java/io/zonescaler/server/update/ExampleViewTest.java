package io.zonescaler.server.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zonescaler.client.update.ClientView;
import io.zonescaler.client.update.UpdateLayout;
import io.zonescaler.client.update.UpdateLayout.ColumnLayout;
import io.zonescaler.client.update.UpdateLayout.ColumnType;
import io.zonescaler.server.fixture.Program;
import io.zonescaler.state.EmittedEvent;
import io.zonescaler.state.EntityTable;
import io.zonescaler.world.Column;
import io.zonescaler.world.Column.Visibility;
import io.zonescaler.world.EventKind;
import io.zonescaler.world.Kind;
import io.zonescaler.world.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients in other languages read what a gateway writes, and bring along what one takes. */
class ExampleViewTest {
  private static final Path EXAMPLES = Path.of("..", "examples");
  private static final int PLENTY = Integer.MAX_VALUE;

  private final Random random = new Random(17);
  private final Kind thing = Kind.of("thing");
  private final Kind other = Kind.of("other");
  private final Schema schema;

  ExampleViewTest() {
    thing.fixed("a", 0.5);
    thing.i32("b");
    thing.i64("c");
    thing.f32("d");
    thing.f64("e");
    thing.bytes("f", 20);
    schema =
        Schema.of(thing, other)
            .events(EventKind.of("bang"), EventKind.of("boom", "p", "q"))
            .build();
  }

  @ParameterizedTest(name = "{1} in {2} dimensions")
  @CsvSource({
    "node, javascript-client/check.js, 2",
    "node, javascript-client/check.js, 3",
    "python3, python-client/check.py, 2",
    "python3, python-client/check.py, 3"
  })
  void readsWhatAGatewayWrites(
      String program, String check, int dimensions, @TempDir Path directory)
      throws IOException, InterruptedException {
    assumeTrue(Program.has(program), program + " is not installed");
    UpdateLayout layout = Sight.layout(schema, dimensions);
    String sequences =
        IntStream.range(0, 12).mapToObj(i -> sequence(layout)).collect(Collectors.joining(",\n"));
    Path file =
        Files.writeString(
            directory.resolve("updates.json"),
            "{\"dimensions\":%d,\"schema\":%s,\"sequences\":[%s]}"
                .formatted(dimensions, json(layout), sequences));
    assertThat(Program.run(program, EXAMPLES.resolve(check).toString(), file.toString()))
        .isEqualTo("480 updates read\n");
  }

  /** 40 updates for a client, that loses its stream now and then. */
  private String sequence(UpdateLayout layout) {
    EntityTable things = table(thing, 40);
    EntityTable others = table(other, 10);
    Sight sight = new Sight(schema, layout.dimensions());
    ClientView view = new ClientView(layout);
    List<String> updates = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      things = changed(things);
      others = changed(others);
      for (EntityTable table : List.of(things, others)) {
        for (int row = 0; row < table.size; row++) {
          if ((table.id[row] + i / 9) % 4 != 0) {
            sight.see(table, row, 0.5f, Visibility.ALL);
          }
        }
      }
      String events = "";
      if (i % 5 == 0) {
        sight.happened(new EmittedEvent(5, 0, 1, 1, 2, 0, i, -7L * i, 0, 0), 1);
        events = "\"boom 1 2" + (layout.dimensions() == 3 ? " 0 " : " ") + i + " " + -7L * i + "\"";
      }
      int bytes = i % 11 == 3 ? 200 : PLENTY;
      byte[] data = sight.update(bytes, PLENTY);
      view.apply(UpdateLayout.ENCODING, data);
      String update =
          "{\"data\":\"%s\",\"view\":[%s],\"events\":[%s]"
              .formatted(base64(data), shown(view, layout.dimensions()), events);
      if (i % 13 == 12) {
        int most = i % 2 == 0 ? 700 : 100_000;
        byte[] brought = view.encode(most);
        update += ",\"most\":%d,\"brought\":\"%s\"".formatted(most, base64(brought));
        view = ClientView.decode(layout, brought);
        sight = new Sight(schema, layout.dimensions());
        sight.remember(view);
      }
      updates.add(update + "}");
    }
    return "[" + String.join(",\n", updates) + "]";
  }

  private EntityTable table(Kind kind, int rows) {
    EntityTable table = new EntityTable(kind, rows);
    for (int i = 0; i < rows; i++) {
      table.append(random.nextLong(), 0, random.nextInt(1 << 30), random.nextInt(1 << 30), 0);
    }
    return table;
  }

  private EntityTable changed(EntityTable before) {
    EntityTable table = new EntityTable(before.kind, before.size);
    table.size = before.size;
    table.copyRows(before, 0, 0, before.size);
    for (int row = 0; row < table.size; row++) {
      if (random.nextInt(3) > 0) {
        table.x[row] = (table.x[row] + random.nextInt(9)) & Integer.MAX_VALUE;
        table.y[row] = random.nextInt(20) == 0 ? random.nextInt(1 << 30) : table.y[row];
      }
      for (Column column : table.kind.columns()) {
        if (random.nextInt(5) == 0) {
          int lane = column.lane();
          boolean isWild = random.nextInt(3) == 0;
          switch (column.storage()) {
            case INT -> table.ints[lane][row] = isWild ? random.nextInt() : random.nextInt(99);
            case LONG -> table.longs[lane][row] = isWild ? random.nextLong() : random.nextInt(99);
            case BYTES -> {
              table.bytes[lane][row] = new byte[random.nextInt(20)];
              random.nextBytes(table.bytes[lane][row]);
            }
          }
        }
      }
    }
    return table;
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static String shown(ClientView view, int dimensions) {
    return view.entities().stream()
        .map(seen -> shown(seen, dimensions))
        .sorted()
        .map(text -> "\"" + text + "\"")
        .collect(Collectors.joining(","));
  }

  private static String shown(ClientView.Seen seen, int dimensions) {
    StringBuilder text = new StringBuilder(Long.toHexString(seen.id()));
    text.append(' ').append(seen.kind().name());
    for (int axis = 0; axis < dimensions; axis++) {
      text.append(' ').append(seen.position(axis));
    }
    for (int c = 0; c < seen.kind().columns().size(); c++) {
      boolean isBytes = seen.kind().columns().get(c).type() == ColumnType.BYTES;
      text.append(' ')
          .append(isBytes ? HexFormat.of().formatHex(seen.bytes(c)) : Long.toString(seen.raw(c)));
    }
    return text.toString();
  }

  private static String json(UpdateLayout layout) {
    String kinds =
        layout.kinds().stream()
            .map(
                kind ->
                    "{\"name\":\"%s\",\"columns\":[%s]}"
                        .formatted(
                            kind.name(),
                            kind.columns().stream()
                                .map(ExampleViewTest::json)
                                .collect(Collectors.joining(","))))
            .collect(Collectors.joining(","));
    return "{\"kinds\":["
        + kinds
        + "],\"events\":["
        + "{\"name\":\"bang\",\"arguments\":[]},{\"name\":\"boom\",\"arguments\":[\"p\",\"q\"]}]}";
  }

  private static String json(ColumnLayout column) {
    return "{\"name\":\"%s\",\"type\":\"%s\",\"quantum\":%s}"
        .formatted(column.name(), column.type(), column.quantum());
  }
}
