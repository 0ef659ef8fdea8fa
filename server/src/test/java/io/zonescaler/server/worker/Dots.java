package io.zonescaler.server.worker;

import com.google.protobuf.ByteString;
import io.zonescaler.game.Draft;
import io.zonescaler.game.Game;
import io.zonescaler.game.Population;
import io.zonescaler.game.Step;
import io.zonescaler.game.Undeliverable;
import io.zonescaler.math.StableHash;
import io.zonescaler.v1.proto.ActorEffects;
import io.zonescaler.v1.proto.CellSpawns;
import io.zonescaler.v1.proto.Delivery;
import io.zonescaler.v1.proto.Done;
import io.zonescaler.v1.proto.Effect;
import io.zonescaler.v1.proto.Emit;
import io.zonescaler.v1.proto.JoinDone;
import io.zonescaler.v1.proto.Joined;
import io.zonescaler.v1.proto.KindTask;
import io.zonescaler.v1.proto.Lane;
import io.zonescaler.v1.proto.LostDone;
import io.zonescaler.v1.proto.PopulateDone;
import io.zonescaler.v1.proto.Rows;
import io.zonescaler.v1.proto.Send;
import io.zonescaler.v1.proto.SendFar;
import io.zonescaler.v1.proto.Spawn;
import io.zonescaler.v1.proto.Task;
import io.zonescaler.v1.proto.Teleport;
import io.zonescaler.v1.proto.TickDone;
import io.zonescaler.world.Column;
import io.zonescaler.world.EventKind;
import io.zonescaler.world.Kind;
import io.zonescaler.world.MessageKind;
import io.zonescaler.world.Quantity;
import io.zonescaler.world.Schema;
import io.zonescaler.world.WorldSettings;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A game that is as small as one can be that does everything a worker can, twice: as a class, and
 * as the answers of a worker. Dots drift to the right, count their ticks, give a coin to the next
 * dot that they see, and every now and then leave one behind or go.
 */
final class Dots implements Game {
  static final String NAME = "dots";
  static final int EDGE = 40;

  /** The same declarations as {@link #schema()}. */
  static final String FILE =
      """
      {"game": "dots", "version": "1",
       "world": {"name": "dots", "min": [0, 0], "max": [40, 40], "interestRadius": 5, "maxStep": 1},
       "kinds": [
         {"name": "dot", "teleports": true, "columns": [
           {"name": "coins", "type": "i64", "conserved": "coins"},
           {"name": "age", "type": "i32", "visible": "nobody"},
           {"name": "warmth", "type": "fixed", "quantum": 0.25},
           {"name": "glow", "type": "f32", "visible": "team"},
           {"name": "weight", "type": "f64", "visible": "owner"},
           {"name": "label", "type": "bytes", "maxBytes": 4}]},
         {"name": "hand", "avatar": true, "columns": [{"name": "orders", "type": "i32"}]}],
       "messages": [{"name": "coin", "arguments": ["coins"], "conserved": {"coins": "coins"}}],
       "events": [{"name": "gone", "arguments": ["age"]}],
       "sampleCommands": ["00", "01ff"]}
      """;

  private static final Quantity COINS = Quantity.named("coins");
  private static final int LIFE = 12;

  private final Kind dot = Kind.of("dot").teleports();
  private final Column coins = dot.i64("coins").conserved(COINS);
  private final Column age = dot.i32("age").hidden();
  private final Column warmth = dot.fixed("warmth", 0.25);
  private final Column glow = dot.f32("glow").forTeam();
  private final Column weight = dot.f64("weight").forOwner();
  private final Column label = dot.bytes("label", 4);
  private final Kind hand = Kind.avatar("hand");
  private final Column orders = hand.i32("orders");
  private final MessageKind coin = MessageKind.of("coin", "coins").conserved("coins", COINS);
  private final EventKind gone = EventKind.of("gone", "age");
  private final Schema schema = Schema.of(dot, hand).messages(coin).events(gone).build();

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public WorldSettings world() {
    return WorldSettings.flat(EDGE, EDGE).name("dots").interestRadius(5).maxStep(1).build();
  }

  @Override
  public void populate(Population cell) {
    equip(cell.spawn(dot, cell.min(0), cell.min(1), 0));
    equip(cell.spawn(dot, cell.min(0) + 2, cell.min(1) + 1, 0));
  }

  private void equip(Draft draft) {
    draft.set(coins, 5).set(age, 0).set(glow, 0.5).set(label, new byte[] {1});
  }

  @Override
  public byte[] sampleCommand(long player, long number) {
    boolean first = StableHash.bounded(StableHash.hash(player, number), 2) == 0;
    return first ? new byte[] {0} : new byte[] {1, (byte) 0xff};
  }

  @Override
  public void joined(long player, Draft avatar) {
    avatar.set(orders, player & 7);
  }

  @Override
  public void undeliverable(Undeliverable lost) {
    long amount = lost.message().argument(0);
    lost.spawn(dot, lost.position(0), lost.position(1), 0).set(coins, amount);
  }

  @Override
  public void tick(Step step) {
    while (step.next()) {
      if (step.kind() == dot) {
        dot(step);
      } else {
        for (int i = 0; i < step.commands(); i++) {
          if (step.command(i).payload()[0] != 0) {
            step.command(i).refuse("no");
          }
        }
        step.set(orders, step.integer(orders) + step.commands());
      }
    }
  }

  private void dot(Step step) {
    long purse = step.integer(coins);
    for (int i = 0; i < step.messages(); i++) {
      purse += step.message(i).argument(0);
    }
    long old = step.integer(age) + 1;
    int near = step.neighbours(dot, 5);
    if (near > 0 && purse > 0 && old % 3 == 0) {
      step.send(step.neighbour(0), coin, 1);
      purse--;
    }
    if (near > 0 && purse > 0 && old == 7) {
      step.sendFar(coin, step.idOf(step.neighbour(0)), dot, step.x() + 3, step.y() - 2, 0, 1);
      purse--;
    }
    if (old == LIFE) {
      step.spawn(dot, step.x(), step.y(), 0).set(coins, purse).set(label, new byte[] {2, 3});
      step.emit(gone, old);
      step.despawn();
      return;
    }
    step.set(coins, purse);
    step.set(age, old);
    step.set(warmth, step.real(warmth) + 0.25);
    step.set(glow, step.real(glow) * 0.5);
    step.set(weight, step.real(weight) + 0.1);
    step.moveTo(step.x() + 0.5, step.y());
    if (old == 9) {
      step.teleport(step.x() - 2, step.y() + 3);
    }
  }

  // ---- the same as a worker

  static Done.Builder answer(Task task) {
    Done.Builder done = Done.newBuilder();
    switch (task.getWorkCase()) {
      case TICK ->
          done.setTick(
              tick(task.getTick().getKinds(0), task.getTick().getKinds(1), TickDone.newBuilder()));
      case LOST -> {
        LostDone.Builder lost = LostDone.newBuilder();
        for (int i = 0; i < task.getLost().getMessagesCount(); i++) {
          var message = task.getLost().getMessages(i);
          lost.addEffects(
              ActorEffects.newBuilder()
                  .setActor(i)
                  .addEffects(spawn(message.getX(), message.getY(), message.getArguments(0), 0f)));
        }
        done.setLost(lost);
      }
      case POPULATE -> {
        PopulateDone.Builder cells = PopulateDone.newBuilder();
        for (int cell : task.getPopulate().getCellsList()) {
          int x = cell % (EDGE / 5) * 5 * 64;
          int y = cell / (EDGE / 5) * 5 * 64;
          cells.addCells(
              CellSpawns.newBuilder()
                  .addSpawns(spawn(x, y, 5, 0.5f, 1).getSpawn())
                  .addSpawns(spawn(x + 128, y + 64, 5, 0.5f, 1).getSpawn()));
        }
        done.setPopulate(cells);
      }
      case JOIN -> {
        JoinDone.Builder avatars = JoinDone.newBuilder();
        for (long player : task.getJoin().getPlayersList()) {
          avatars.addAvatars(Joined.newBuilder().addLanes(ints((int) (player & 7))));
        }
        done.setJoin(avatars);
      }
      case WORK_NOT_SET -> throw new AssertionError("a task of nothing");
    }
    return done;
  }

  private static Effect spawn(int x, int y, long coins, float glow, int... label) {
    byte[] text = new byte[label.length];
    for (int i = 0; i < label.length; i++) {
      text[i] = (byte) label[i];
    }
    return Effect.newBuilder()
        .setSpawn(
            Spawn.newBuilder()
                .setRow(
                    Rows.newBuilder()
                        .setX(bytes(x))
                        .setY(bytes(y))
                        .addLanes(longs(coins))
                        .addLanes(ints(0))
                        .addLanes(ints(0))
                        .addLanes(ints(Float.floatToRawIntBits(glow)))
                        .addLanes(longs(0))
                        .addLanes(Lane.newBuilder().addStrings(ByteString.copyFrom(text)))))
        .build();
  }

  private static TickDone tick(KindTask dots, KindTask hands, TickDone.Builder done) {
    Rows rows = dots.getRows();
    int[] actors = ints(dots.getActors());
    int[] x = ints(rows.getX());
    int[] y = ints(rows.getY());
    long[] purse = longs(rows.getLanes(0));
    long[] ids = longs(Lane.newBuilder().setNumbers(rows.getIds()).build());
    int[] age = ints(rows.getLanes(1).getNumbers());
    int[] warmth = ints(rows.getLanes(2).getNumbers());
    int[] glow = ints(rows.getLanes(3).getNumbers());
    long[] weight = longs(rows.getLanes(4));
    List<ByteString> labels = rows.getLanes(5).getStringsList();
    int n = actors.length;
    int[] newX = new int[n];
    int[] newY = new int[n];
    long[] newPurse = new long[n];
    int[] newAge = new int[n];
    int[] newWarmth = new int[n];
    int[] newGlow = new int[n];
    long[] newWeight = new long[n];
    List<ByteString> newLabels = new ArrayList<>();
    for (int a = 0; a < n; a++) {
      int row = actors[a];
      ActorEffects.Builder effects = ActorEffects.newBuilder().setActor(a);
      long coins = purse[row];
      for (Delivery delivery : dots.getDeliveriesList()) {
        coins += delivery.getActor() == a ? delivery.getArguments(0) : 0;
      }
      int old = age[row] + 1;
      int near = firstNear(x, y, row);
      if (near >= 0 && coins > 0 && old % 3 == 0) {
        effects.addEffects(
            Effect.newBuilder().setSend(Send.newBuilder().setRow(near).addArguments(1)));
        coins--;
      }
      if (near >= 0 && coins > 0 && old == 7) {
        effects.addEffects(
            Effect.newBuilder()
                .setSendFar(
                    SendFar.newBuilder()
                        .setTarget(ids[near])
                        .setX(x[row] + 192)
                        .setY(y[row] - 128)
                        .addArguments(1)));
        coins--;
      }
      newX[a] = x[row];
      newY[a] = y[row];
      newLabels.add(labels.get(row));
      if (old == LIFE) {
        effects.addEffects(spawn(x[row], y[row], coins, 0f, 2, 3));
        effects.addEffects(Effect.newBuilder().setEmit(Emit.newBuilder().addArguments(old)));
        effects.addEffects(Effect.newBuilder().setDespawn(true));
      } else {
        newX[a] = Math.min(x[row] + 32, EDGE * 64 - 1);
        newPurse[a] = coins;
        newAge[a] = old;
        newWarmth[a] = warmth[row] + 1;
        newGlow[a] = Float.floatToRawIntBits((float) (Float.intBitsToFloat(glow[row]) * 0.5));
        newWeight[a] = Double.doubleToRawLongBits(Double.longBitsToDouble(weight[row]) + 0.1);
        if (old == 9) {
          effects.addEffects(
              Effect.newBuilder()
                  .setTeleport(Teleport.newBuilder().setX(x[row] - 128).setY(y[row] + 192)));
        }
      }
      if (effects.getEffectsCount() > 0) {
        done.addEffects(effects);
      }
    }
    done.addRows(
        Rows.newBuilder()
            .setX(bytes(newX))
            .setY(bytes(newY))
            .addLanes(longs(newPurse))
            .addLanes(ints(newAge))
            .addLanes(ints(newWarmth))
            .addLanes(ints(newGlow))
            .addLanes(longs(newWeight))
            .addLanes(Lane.newBuilder().addAllStrings(newLabels)));
    return hands(hands, done).build();
  }

  private static TickDone.Builder hands(KindTask hands, TickDone.Builder done) {
    int[] actors = ints(hands.getActors());
    int[] x = new int[actors.length];
    int[] y = new int[actors.length];
    int[] orders = new int[actors.length];
    for (int a = 0; a < actors.length; a++) {
      x[a] = ints(hands.getRows().getX())[actors[a]];
      y[a] = ints(hands.getRows().getY())[actors[a]];
      // $player, $command and $epoch come before the game's own.
      orders[a] = ints(hands.getRows().getLanes(3).getNumbers())[actors[a]];
      ActorEffects.Builder effects = ActorEffects.newBuilder().setKind(1).setActor(a);
      int order = 0;
      for (var given : hands.getOrdersList()) {
        if (given.getActor() == a) {
          orders[a]++;
          if (given.getPayload().byteAt(0) != 0) {
            effects.addEffects(
                Effect.newBuilder()
                    .setRefusal(
                        io.zonescaler.v1.proto.Refusal.newBuilder()
                            .setOrder(order)
                            .setReason("no")));
          }
          order++;
        }
      }
      if (effects.getEffectsCount() > 0) {
        done.addEffects(effects);
      }
    }
    return done.addRows(Rows.newBuilder().setX(bytes(x)).setY(bytes(y)).addLanes(ints(orders)));
  }

  private static int firstNear(int[] x, int[] y, int row) {
    for (int other = 0; other < x.length; other++) {
      long dx = x[other] - x[row];
      long dy = y[other] - y[row];
      if (other != row && dx * dx + dy * dy <= 320L * 320) {
        return other;
      }
    }
    return -1;
  }

  static ByteString bytes(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(values);
    return ByteString.copyFrom(bytes);
  }

  private static Lane ints(int... values) {
    return Lane.newBuilder().setNumbers(bytes(values)).build();
  }

  private static Lane longs(long... values) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values);
    return Lane.newBuilder().setNumbers(ByteString.copyFrom(bytes)).build();
  }

  private static int[] ints(ByteString bytes) {
    int[] values = new int[bytes.size() / 4];
    bytes.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(values);
    return values;
  }

  private static long[] longs(Lane lane) {
    long[] values = new long[lane.getNumbers().size() / 8];
    lane.getNumbers()
        .asReadOnlyByteBuffer()
        .order(ByteOrder.LITTLE_ENDIAN)
        .asLongBuffer()
        .get(values);
    return values;
  }
}
