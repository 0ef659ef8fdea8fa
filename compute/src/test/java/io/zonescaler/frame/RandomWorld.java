package io.zonescaler.frame;

import io.zonescaler.state.EmittedEvent;
import io.zonescaler.state.EntityTable;
import io.zonescaler.state.InputOutcome;
import io.zonescaler.state.MessageList;
import io.zonescaler.state.PlayerInput;
import io.zonescaler.state.SentMessage;
import io.zonescaler.state.Totals;
import io.zonescaler.state.VariableValues;
import io.zonescaler.state.ZoneState;
import io.zonescaler.world.Box;
import io.zonescaler.world.EventKind;
import io.zonescaler.world.Kind;
import io.zonescaler.world.MessageKind;
import io.zonescaler.world.Quantity;
import io.zonescaler.world.Schema;
import io.zonescaler.world.Space;
import io.zonescaler.world.WorldSettings;
import io.zonescaler.world.WorldVariable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/** A random schema and a random walk through its states, from a seed. */
final class RandomWorld {
  final Random random;
  final Schema schema;
  final WorldSettings settings;
  final Space space;
  final FrameCodec codec;

  /** Entities that a kind has about. */
  private final int crowd;

  RandomWorld(long seed, int dimensions, int crowd) {
    random = new Random(seed);
    this.crowd = crowd;
    WorldSettings.Builder builder =
        dimensions == 2 ? WorldSettings.flat(101, 67) : WorldSettings.deep(50, 45, 41);
    settings = builder.quantum(1.0 / 8).interestRadius(10).maxStep(2).seed(seed).build();
    space = new Space(settings);
    schema =
        Schema.of(kind("rabbit"), kind("fox"), Kind.avatar("player"))
            .messages(MessageKind.of("hit", "amount"), MessageKind.of("pay", "amount", "to"))
            .events(EventKind.of("boom", "power"), EventKind.of("noise"))
            .variables(
                WorldVariable.integer("phase", 1, -5, Long.MAX_VALUE),
                WorldVariable.real("wind", 0, -1, 1))
            .build();
    codec = new FrameCodec(schema, space, settings.checksum());
  }

  private Kind kind(String name) {
    Kind kind = Kind.of(name);
    int columns = random.nextInt(9);
    for (int i = 0; i < columns; i++) {
      switch (random.nextInt(6)) {
        case 0 -> kind.fixed("fixed" + i, 0.01);
        case 1 -> kind.i32("i32." + i).conserved(Quantity.named("gold"));
        case 2 -> kind.i64("i64." + i);
        case 3 -> kind.f32("f32." + i);
        case 4 -> kind.f64("f64." + i);
        default -> kind.bytes("bytes" + i, 1 + random.nextInt(255));
      }
    }
    return kind;
  }

  ZoneState first() {
    List<EntityTable> tables = new ArrayList<>();
    for (Kind kind : schema.kinds()) {
      EntityTable table = new EntityTable(kind, 0);
      int rows = random.nextInt(crowd + 1);
      for (int i = 0; i < rows; i++) {
        addRandom(table);
      }
      tables.add(canonical(table));
    }
    VariableValues start = VariableValues.initial(schema);
    return state(1, 0, tables, start);
  }

  ZoneState next(ZoneState last) {
    List<EntityTable> tables = new ArrayList<>();
    boolean quiet = random.nextInt(10) == 0;
    for (EntityTable table : last.tables()) {
      tables.add(quiet || random.nextInt(8) == 0 ? table : walk(table));
    }
    return state(last.tick() + 1, last.digest(), tables, last.variables());
  }

  private ZoneState state(
      long tick, long previousDigest, List<EntityTable> tables, VariableValues before) {
    List<InputOutcome> inputs = inputs();
    Totals totals = new Totals(schema.quantities().size());
    totals.hash = random.nextLong();
    totals.entities = tables.stream().mapToLong(t -> t.size).sum();
    return new ZoneState(
        77,
        tick,
        3 + tick / 20,
        tables,
        messages(tick),
        events(),
        inputs,
        before.after(inputs),
        random.nextInt(4) == 0 ? new Box(0, 0, 0, 16, 24, 1) : null,
        totals,
        previousDigest,
        0);
  }

  private EntityTable walk(EntityTable from) {
    EntityTable to = new EntityTable(from.kind, 0);
    int moving = random.nextInt(3);
    int leaving = random.nextInt(12);
    for (int row = 0; row < from.size; row++) {
      if (random.nextInt(12) < leaving && random.nextInt(6) == 0) {
        continue;
      }
      int at = to.append(from.id[row], 0, 0, 0, 0);
      to.copyRows(from, row, at, 1);
      if (random.nextInt(2) < moving) {
        move(to, at, random.nextInt(30) == 0 ? 500 : 16);
        change(to, at);
      }
    }
    for (int i = random.nextInt(crowd / 8 + 2); i > 0; i--) {
      addRandom(to);
    }
    return canonical(to);
  }

  private void addRandom(EntityTable table) {
    Box b = space.bounds();
    int row =
        table.append(
            random.nextLong(),
            0,
            random.nextInt(b.maxX()),
            random.nextInt(b.maxY()),
            random.nextInt(b.maxZ()));
    change(table, row);
  }

  private void move(EntityTable t, int row, int most) {
    t.x[row] = space.clamp(0, t.x[row] + random.nextInt(2 * most + 1) - most);
    t.y[row] = space.clamp(1, t.y[row] + random.nextInt(2 * most + 1) - most);
    t.z[row] = space.clamp(2, t.z[row] + random.nextInt(2 * most + 1) - most);
  }

  private void change(EntityTable t, int row) {
    for (int[] lane : t.ints) {
      lane[row] = (int) number(lane[row]);
    }
    for (long[] lane : t.longs) {
      lane[row] = number(lane[row]);
    }
    int lane = 0;
    for (var column : t.kind.columns()) {
      if (column.maxBytes() > 0 && random.nextInt(4) == 0) {
        byte[] value = new byte[random.nextInt(column.maxBytes() + 1)];
        random.nextBytes(value);
        t.bytes[lane][row] = value;
      }
      lane += column.maxBytes() > 0 ? 1 : 0;
    }
  }

  private long number(long old) {
    return switch (random.nextInt(6)) {
      case 0, 1 -> old;
      case 2 -> old + random.nextInt(9) - 4;
      case 3 -> random.nextLong() >> random.nextInt(64);
      case 4 -> random.nextBoolean() ? Long.MIN_VALUE : Integer.MIN_VALUE;
      default -> Float.floatToRawIntBits(random.nextFloat());
    };
  }

  private EntityTable canonical(EntityTable table) {
    for (int row = 0; row < table.size; row++) {
      table.cell[row] = space.cellOf(table.x[row], table.y[row], table.z[row]);
    }
    List<Integer> rows = new ArrayList<>();
    for (int row = 0; row < table.size; row++) {
      rows.add(row);
    }
    rows.sort(
        Comparator.<Integer>comparingInt(r -> table.cell[r]).thenComparingLong(r -> table.id[r]));
    EntityTable out = new EntityTable(table.kind, table.size + random.nextInt(3));
    for (int row : rows) {
      out.copyRows(table, row, out.size++, 1);
    }
    return out;
  }

  private List<SentMessage> messages(long tick) {
    List<SentMessage> list = new ArrayList<>();
    long sender = random.nextLong();
    for (int i = random.nextInt(8); i > 0; i--) {
      sender = random.nextBoolean() ? sender : random.nextLong();
      list.add(
          new SentMessage(
              sender,
              tick - random.nextInt(2),
              i,
              random.nextInt(2),
              random.nextLong(),
              random.nextInt(schema.kinds().size()),
              random.nextInt(space.bounds().maxX()),
              random.nextInt(space.bounds().maxY()),
              random.nextInt(space.bounds().maxZ()),
              number(5),
              number(0),
              0,
              random.nextInt(3) == 0 ? number(7) : 0,
              random.nextInt(3) == 0 ? way() : null));
    }
    return MessageList.sorted(list);
  }

  private SentMessage.Way way() {
    return new SentMessage.Way(
        random.nextInt(space.bounds().maxX()),
        random.nextInt(space.bounds().maxY()),
        random.nextInt(space.bounds().maxZ()));
  }

  private List<EmittedEvent> events() {
    List<EmittedEvent> list = new ArrayList<>();
    long entity = Long.MIN_VALUE;
    for (int i = random.nextInt(8); i > 0; i--) {
      entity += random.nextBoolean() ? 0 : random.nextInt(1 << 30);
      list.add(
          new EmittedEvent(
              entity,
              10 - i,
              random.nextInt(2),
              random.nextInt(space.bounds().maxX()),
              random.nextInt(space.bounds().maxY()),
              random.nextInt(space.bounds().maxZ()),
              number(5),
              number(0),
              random.nextInt(3) == 0 ? number(7) : 0,
              0));
    }
    return list;
  }

  private List<InputOutcome> inputs() {
    List<InputOutcome> list = new ArrayList<>();
    for (int i = random.nextInt(6); i > 0; i--) {
      byte[] payload = new byte[random.nextInt(40)];
      random.nextBytes(payload);
      PlayerInput.Type[] types = PlayerInput.Type.values();
      PlayerInput input =
          new PlayerInput(
              random.nextLong(),
              types[random.nextInt(types.length)],
              1 + random.nextInt(3),
              random.nextInt(1000),
              payload);
      if (input.type() == PlayerInput.Type.SET) {
        input =
            random.nextBoolean()
                ? PlayerInput.ofVariable(0, random.nextLong() >>> 1)
                : PlayerInput.ofVariable(1, Double.doubleToLongBits(random.nextDouble()));
      }
      list.add(new InputOutcome(input, random.nextInt(3) == 0 ? "zu müde \ud83d\udca4" : null));
    }
    list.sort(Comparator.comparing(InputOutcome::input, PlayerInput.ORDER));
    return list;
  }
}
