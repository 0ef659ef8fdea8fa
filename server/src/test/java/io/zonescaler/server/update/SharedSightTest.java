package io.zonescaler.server.update;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonescaler.client.update.ClientView;
import io.zonescaler.client.update.UpdateLayout;
import io.zonescaler.state.EmittedEvent;
import io.zonescaler.state.EntityTable;
import io.zonescaler.world.Column.Visibility;
import io.zonescaler.world.EventKind;
import io.zonescaler.world.Kind;
import io.zonescaler.world.Schema;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients that share what they see get what each of them would get alone, byte for byte. */
class SharedSightTest {
  private static final int PLENTY = Integer.MAX_VALUE;
  private static final int EDGE = 4000;
  private static final int CELL = 250;
  private static final int TICKS = 400;

  private final Kind thing = Kind.of("thing");
  private final Kind chest = Kind.of("chest");
  private final Kind other = Kind.of("other");
  private final List<Kind> kinds = List.of(thing, chest, other);
  private final Schema schema;
  private Random random = new Random(0);
  private final List<Thing> world = new ArrayList<>();

  /** Where the world is cut across, and the number of the zone that begins there. */
  private final TreeMap<Integer, Integer> cuts = new TreeMap<>();

  private int zones;

  SharedSightTest() {
    thing.fixed("a", 0.5);
    thing.i32("b");
    thing.i64("c");
    thing.f32("d");
    thing.f64("e");
    thing.bytes("f", 20);
    chest.i64("gold").forOwner();
    chest.i32("locked");
    schema = Schema.of(thing, chest, other).events(EventKind.of("bang")).build();
  }

  /** One entity as the world has it. */
  private final class Thing {
    final long id = random.nextLong();
    int kind = random.nextInt(3);
    final int[] place = new int[3];
    final int[] speed = new int[3];
    final int[] ints = new int[2];
    int fraction;
    final long[] longs = new long[2];
    byte[] bytes = new byte[0];

    Thing() {
      teleport();
      turn();
    }

    void teleport() {
      for (int axis = 0; axis < 3; axis++) {
        place[axis] = random.nextInt(EDGE);
      }
    }

    void turn() {
      for (int axis = 0; axis < 3; axis++) {
        speed[axis] = random.nextInt(3) == 0 ? 0 : random.nextInt(61) - 30;
      }
    }

    void live() {
      for (int axis = 0; axis < 3; axis++) {
        place[axis] = Math.floorMod(place[axis] + speed[axis], EDGE);
      }
      ints[0] += speed[0];
      switch (random.nextInt(60)) {
        case 0, 1, 2, 3 -> turn();
        case 4 -> teleport();
        case 5, 6 -> ints[1] = random.nextInt();
        case 7 -> longs[0] += random.nextInt(100);
        case 8 -> longs[1] = random.nextLong();
        case 9 -> fraction = Float.floatToRawIntBits(random.nextFloat());
        case 10 -> bytes = new byte[random.nextInt(20)];
        case 11 -> kind = random.nextInt(10) == 0 ? random.nextInt(3) : kind;
        default -> {}
      }
    }

    int cell() {
      return place[1] / CELL * (EDGE / CELL) + place[0] / CELL;
    }

    void append(EntityTable table, int dimensions) {
      int row = table.append(id, cell(), place[0], place[1], dimensions == 3 ? place[2] : 0);
      for (int lane = 0; lane < table.ints.length; lane++) {
        table.ints[lane][row] = lane < 2 ? ints[lane] : fraction;
      }
      for (int lane = 0; lane < table.longs.length; lane++) {
        table.longs[lane][row] = longs[lane];
      }
      for (byte[][] lane : table.bytes) {
        lane[row] = bytes;
      }
    }
  }

  /** A client that shares what it sees, and the same one alone. */
  private final class Client {
    final Sight shared;
    final Sight alone;
    final ClientView view;
    final Thing avatar = world.get(random.nextInt(world.size()));
    final int bytes = random.nextInt(3) == 0 ? 60 + random.nextInt(200) : PLENTY;
    final int skips = random.nextInt(4);
    int away;

    Client(SeenEntities all) {
      shared = new Sight(all);
      alone = new Sight(schema, all.dimensions);
      view = new ClientView(Sight.layout(schema, all.dimensions));
    }

    /** Whether it is shown this tick. */
    boolean reads() {
      if (away == 0 && random.nextInt(100) < skips) {
        away = random.nextInt(5) == 0 ? 50 : 1 + random.nextInt(3);
      }
      away = Math.max(0, away - 1);
      return away == 0;
    }

    float near(EntityTable table, int row) {
      long dx = (long) table.x[row] - avatar.place[0];
      long dy = (long) table.y[row] - avatar.place[1];
      float part = (float) (dx * dx + dy * dy) / (900 * 900);
      return table.id[row] == avatar.id ? Sight.FIRST : part > 1 ? -1 : 1 - part;
    }

    /** An owner by chance changes now and then. */
    Visibility right(EntityTable table, int row, int tick) {
      boolean owns = table.kind == chest && (table.id[row] + tick / 25) % 3 == 0;
      return owns ? Visibility.OWNER : Visibility.ALL;
    }

    void show(Iterable<SeenTable[]> tables, int tick, long seed) {
      for (SeenTable[] zone : tables) {
        for (SeenTable seen : zone) {
          EntityTable table = seen.table();
          for (int row = 0; row < table.size; row++) {
            float near = near(table, row);
            if (near >= 0) {
              Visibility right = right(table, row, tick);
              shared.see(seen, row, near, right);
              alone.see(table, row, near, right);
            }
          }
        }
      }
      if (random.nextInt(5) == 0) {
        EmittedEvent event = new EmittedEvent(avatar.id, 0, 0, 1, 2, 3, 0, 0, 0, 0);
        shared.happened(event, 0.5f);
        alone.happened(event, 0.5f);
      }
      int most = tick % 50 == 49 ? PLENTY : bytes;
      byte[] data = shared.update(most, most);
      assertThat(data).as("seed %d, tick %d", seed, tick).isEqualTo(alone.update(most, most));
      assertThat(shared.hasToldAll()).isEqualTo(alone.hasToldAll());
      view.apply(UpdateLayout.ENCODING, data);
    }
  }

  @ParameterizedTest
  @CsvSource({"2, 1", "2, 2", "2, 3", "3, 4", "3, 5"})
  void getWhatEachWouldGetAlone(int dimensions, long seed) {
    random = new Random(seed);
    for (int i = 0; i < 300; i++) {
      world.add(new Thing());
    }
    cuts.put(0, zones++);
    SeenEntities all = new SeenEntities(schema, dimensions);
    List<Client> clients = new ArrayList<>();
    Map<Integer, SeenTable[]> before = Map.of();
    int followed = 0;
    int stayed = 0;
    for (int tick = 1; tick <= TICKS; tick++) {
      if (tick % 20 == 1 && tick < TICKS / 2) {
        clients.add(new Client(all));
      }
      change();
      Map<Integer, SeenTable[]> now = tables(all, tick, before);
      for (Client client : clients) {
        if (client.reads()) {
          client.show(now.values(), tick, seed);
        }
      }
      stayed += count(now, before, false);
      followed += count(now, before, true);
      before = now;
    }
    assertThat(stayed).isGreaterThan(TICKS * 100);
    assertThat((double) followed / stayed)
        .as("rows with changes for all; of some nobody knows")
        .isGreaterThan(0.5);
    assertThat(clients).anyMatch(c -> c.view.entities().size() > 20);
  }

  private void change() {
    world.forEach(Thing::live);
    if (random.nextInt(3) == 0) {
      world.add(new Thing());
      world.remove(random.nextInt(world.size()));
    }
    if (random.nextInt(25) == 0) {
      // A zone is cut in two, which have new numbers, or two become one.
      int at = (1 + random.nextInt(EDGE / CELL - 1)) * CELL;
      if (cuts.remove(at) == null) {
        cuts.put(at, zones++);
      }
      cuts.put(cuts.lowerKey(at), zones++);
    }
  }

  private Map<Integer, SeenTable[]> tables(
      SeenEntities all, int tick, Map<Integer, SeenTable[]> before) {
    world.sort(Comparator.comparingInt(Thing::cell).thenComparingLong(t -> t.id));
    Map<Integer, EntityTable[]> made = new TreeMap<>();
    for (Thing t : world) {
      int zone = cuts.floorEntry(t.place[0] / CELL * CELL).getValue();
      EntityTable[] tables =
          made.computeIfAbsent(
              zone,
              z -> kinds.stream().map(k -> new EntityTable(k, 0)).toArray(EntityTable[]::new));
      t.append(tables[t.kind], all.dimensions);
    }
    Map<Integer, SeenTable[]> seen = new TreeMap<>();
    made.forEach(
        (zone, tables) -> {
          SeenTable[] its = new SeenTable[tables.length];
          SeenTable @Nullable [] were = before.get(zone);
          for (int kind = 0; kind < its.length; kind++) {
            its[kind] = all.table(tables[kind], tick, were == null ? null : were[kind]);
          }
          seen.put(zone, its);
        });
    return seen;
  }

  /**
   * Rows of kinds with columns for all that were there before; only those that follow, if asked.
   */
  private int count(
      Map<Integer, SeenTable[]> now, Map<Integer, SeenTable[]> before, boolean onlyThatFollow) {
    record Row(SeenTable table, int row) {}
    Map<Long, Row> rows = new HashMap<>();
    for (SeenTable[] tables : before.values()) {
      for (SeenTable table : tables) {
        for (int row = 0; row < table.table().size; row++) {
          rows.put(table.table().id[row], new Row(table, row));
        }
      }
    }
    int count = 0;
    for (SeenTable[] tables : now.values()) {
      for (SeenTable table : tables) {
        for (int row = 0; row < table.table().size && table.table().kind != chest; row++) {
          Row was = rows.get(table.table().id[row]);
          boolean isThere = was != null && was.table().table().kind == table.table().kind;
          count +=
              isThere && (!onlyThatFollow || table.follows(row, was.table(), was.row())) ? 1 : 0;
        }
      }
    }
    return count;
  }
}
