package io.zonescaler.bench;

import com.google.protobuf.UnsafeByteOperations;
import io.zonescaler.client.update.UpdateLayout;
import io.zonescaler.game.World;
import io.zonescaler.server.update.SeenEntities;
import io.zonescaler.server.update.SeenTable;
import io.zonescaler.server.update.Sight;
import io.zonescaler.state.EntityTable;
import io.zonescaler.state.ZoneState;
import io.zonescaler.v1.proto.ServerMessage;
import io.zonescaler.v1.proto.Update;
import io.zonescaler.verify.LocalWorld;
import io.zonescaler.world.Column;
import io.zonescaler.world.Column.Visibility;
import io.zonescaler.world.Kind;
import io.zonescaler.world.Schema;
import io.zonescaler.world.Space;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What updates for many clients cost: bytes per entity that has changed in a client's view, and the
 * time to find and encode them on one thread. Creatures that flock, with their position and
 * heading; each client looks around one of them. Without a network: that is another figure.
 */
@Command(
    name = "updates.sh",
    description = "Encodes what many clients see, and says what it costs in bytes and time.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class UpdateRun implements Callable<Integer> {
  private static final int RATE = 20;

  /** Bytes of a gRPC message's own header. */
  private static final int GRPC_HEADER = 5;

  private static final int TURN = 256;

  @Option(
      names = "--clients",
      paramLabel = "N",
      defaultValue = "500",
      description = "Clients (default: ${DEFAULT-VALUE}).")
  private int clients;

  @Option(
      names = "--visible",
      paramLabel = "N",
      defaultValue = "100",
      description = "Entities that a client sees, about (default: ${DEFAULT-VALUE}).")
  private int visible;

  @Option(
      names = "--entities",
      paramLabel = "N",
      defaultValue = "5000",
      description = "Creatures of the world, about (default: ${DEFAULT-VALUE}).")
  private int entities;

  @Option(
      names = "--ticks",
      paramLabel = "N",
      defaultValue = "400",
      description = "Ticks that are measured, after as many (default: ${DEFAULT-VALUE}).")
  private int ticks;

  private final Kind walker = Kind.of("walker");
  private final Column heading = walker.i32("heading");
  private final Schema schema = Schema.of(walker).build();

  private long bytes;
  private long nanos;
  private long seen;
  private long changed;

  /** Runs it. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new UpdateRun()).execute(args));
  }

  /** One client. */
  private static final class Client {
    final Sight sight;
    final int row;

    Client(Sight sight, int row) {
      this.sight = sight;
      this.row = row;
    }
  }

  @Override
  public Integer call() {
    World world = StandardLoad.world(entities);
    LocalWorld local = StandardLoad.warm(world, 1);
    int radius = radius(world);
    Random random = new Random(1);
    EntityTable before = walkers(local);
    SeenEntities shared = new SeenEntities(schema, 2);
    List<Client> all = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      all.add(new Client(new Sight(shared), random.nextInt(before.size)));
    }
    @Nullable SeenTable lastShown = null;
    for (int tick = 0; tick < 2 * ticks; tick++) {
      StandardLoad.run(local, 1);
      EntityTable now = walkers(local);
      if (tick == ticks) {
        bytes = 0;
        nanos = 0;
        seen = 0;
        changed = 0;
      }
      boolean[] moved = moved(before, now);
      SeenTable shown = shared.table(now, tick, lastShown);
      lastShown = shown;
      for (Client client : all) {
        show(world.space(), client, shown, moved, radius, tick);
      }
      before = now;
    }
    report();
    return 0;
  }

  /** So that a circle of it has as many creatures as are to be seen. */
  private int radius(World world) {
    double area = Math.pow(StandardLoad.edge(entities), 2);
    double units = Math.sqrt(visible * area / entities / Math.PI);
    return (int) (units / world.space().quantum());
  }

  /** The creatures as rows with a heading, in the order of cells. */
  private EntityTable walkers(LocalWorld local) {
    ZoneState state = local.states().iterator().next();
    Kind minnow = state.tables().get(0).kind;
    Column vx = column(minnow, "vx");
    Column vy = column(minnow, "vy");
    EntityTable from = state.tables().get(0);
    EntityTable to = new EntityTable(walker, from.size);
    for (int i = 0; i < from.size; i++) {
      int row = to.append(from.id[i], from.cell[i], from.x[i], from.y[i], from.z[i]);
      double turn = Math.atan2(from.real(vy, i), from.real(vx, i)) / (2 * Math.PI);
      to.setInteger(heading, row, Math.floorMod(Math.round(turn * TURN), TURN));
    }
    return to;
  }

  private static Column column(Kind kind, String name) {
    return kind.columns().stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
  }

  /** Which rows are not as they were the tick before. */
  private boolean[] moved(EntityTable before, EntityTable now) {
    Map<Long, Integer> rows = new HashMap<>();
    for (int row = 0; row < before.size; row++) {
      rows.put(before.id[row], row);
    }
    boolean[] moved = new boolean[now.size];
    for (int row = 0; row < now.size; row++) {
      Integer was = rows.get(now.id[row]);
      moved[row] =
          was == null
              || before.x[was] != now.x[row]
              || before.y[was] != now.y[row]
              || before.integer(heading, was) != now.integer(heading, row);
    }
    return moved;
  }

  private void show(
      Space space, Client client, SeenTable table, boolean[] moved, int radius, int tick) {
    EntityTable now = table.table();
    int at = Math.min(client.row, now.size - 1);
    int x = now.x[at];
    int y = now.y[at];
    int edge = space.cellEdge();
    long from = System.nanoTime();
    int x0 = space.clamp(0, x - radius) / edge;
    int x1 = space.clamp(0, x + radius) / edge;
    int y1 = space.clamp(1, y + radius) / edge;
    int shown = 0;
    for (int cy = space.clamp(1, y - radius) / edge; cy <= y1; cy++) {
      int last = space.cellAt(x1, cy, 0);
      for (int row = now.firstRowOfCell(space.cellAt(x0, cy, 0));
          row < now.size && now.cell[row] <= last;
          row++) {
        long dx = (long) now.x[row] - x;
        long dy = (long) now.y[row] - y;
        if (dx * dx + dy * dy <= (long) radius * radius) {
          client.sight.see(table, row, 1, Visibility.ALL);
          shown++;
        }
      }
    }
    byte[] data = client.sight.update(Integer.MAX_VALUE, Integer.MAX_VALUE);
    nanos += System.nanoTime() - from;
    seen += shown;
    changed += countMoved(now, moved, x, y, radius);
    bytes += GRPC_HEADER + message(data, tick).getSerializedSize();
  }

  private static int countMoved(EntityTable now, boolean[] moved, int x, int y, int radius) {
    int count = 0;
    for (int row = 0; row < now.size; row++) {
      long dx = (long) now.x[row] - x;
      long dy = (long) now.y[row] - y;
      count += moved[row] && dx * dx + dy * dy <= (long) radius * radius ? 1 : 0;
    }
    return count;
  }

  private static ServerMessage message(byte[] data, int tick) {
    Update update =
        Update.newBuilder()
            .setTick(tick)
            .setServerTimeMillis(1_700_000_000_000L + tick * 1000L / RATE)
            .setEncoding(UpdateLayout.ENCODING)
            .setData(UnsafeByteOperations.unsafeWrap(data))
            .build();
    return ServerMessage.newBuilder().setUpdate(update).build();
  }

  private void report() {
    System.out.printf(
        Locale.ROOT,
        "%d clients, %.0f entities in view, of which %.0f change per tick: %.2f bytes and %.3f us"
            + " per change, %.2f cores at %d Hz, %.0f kB per second and client%n",
        clients,
        (double) seen / clients / ticks,
        (double) changed / clients / ticks,
        (double) bytes / changed,
        nanos / 1e3 / changed,
        nanos / 1e9 / ticks * RATE,
        RATE,
        (double) bytes / clients / ticks * RATE / 1000);
  }
}
