package io.zonescaler.server.worker;

import com.google.protobuf.ByteString;
import io.zonescaler.game.Message;
import io.zonescaler.game.Undeliverable;
import io.zonescaler.game.ZoneSight;
import io.zonescaler.game.ZoneSight.KindSight;
import io.zonescaler.state.PlayerInput;
import io.zonescaler.state.SentMessage;
import io.zonescaler.v1.proto.Delivery;
import io.zonescaler.v1.proto.KindTask;
import io.zonescaler.v1.proto.Lost;
import io.zonescaler.v1.proto.LostTask;
import io.zonescaler.v1.proto.Order;
import io.zonescaler.v1.proto.TickTask;
import io.zonescaler.world.MessageKind;
import io.zonescaler.world.Space;
import java.util.List;

/** What workers are given to do, as messages. */
final class Tasks {
  private Tasks() {}

  static TickTask tick(ZoneSight zone, Space space, List<MessageKind> messages) {
    TickTask.Builder task = TickTask.newBuilder().setZone(zone.zone()).setTick(zone.tick());
    for (int i = 0; i < zone.variables().size(); i++) {
      task.addVariables(zone.variables().bits(i));
    }
    zone.kinds().forEach(kind -> task.addKinds(kind(kind, space, messages)));
    return task.build();
  }

  private static KindTask kind(KindSight kind, Space space, List<MessageKind> messages) {
    KindTask.Builder task = KindTask.newBuilder().setRows(Lanes.of(kind.rows(), space));
    int[] actors = new int[kind.actors()];
    for (int actor = 0; actor < actors.length; actor++) {
      actors[actor] = kind.row(actor);
      for (SentMessage message : kind.messages(actor)) {
        Delivery.Builder delivery =
            Delivery.newBuilder()
                .setActor(actor)
                .setMessage(message.kind())
                .setSender(message.sender());
        int arguments = messages.get(message.kind()).arguments().size();
        for (int i = 0; i < arguments; i++) {
          delivery.addArguments(message.argument(i));
        }
        task.addDeliveries(delivery);
      }
      for (PlayerInput command : kind.commands(actor)) {
        task.addOrders(
            Order.newBuilder()
                .setActor(actor)
                .setNumber(command.number())
                .setPayload(ByteString.copyFrom(command.payload())));
      }
    }
    return task.setActors(Lanes.ints(actors, actors.length)).build();
  }

  static LostTask lost(long tick, List<? extends Undeliverable> lost, Space space) {
    LostTask.Builder task = LostTask.newBuilder().setTick(tick);
    for (Undeliverable one : lost) {
      Message message = one.message();
      Lost.Builder entry =
          Lost.newBuilder()
              .setMessage(message.kind().index())
              .setSender(message.sender())
              .setTarget(one.target())
              .setX(space.toQuanta(0, one.position(0)))
              .setY(space.toQuanta(1, one.position(1)));
      if (space.dimensions() == 3) {
        entry.setZ(space.toQuanta(2, one.position(2)));
      }
      for (int i = 0; i < message.kind().arguments().size(); i++) {
        entry.addArguments(message.argument(i));
      }
      task.addMessages(entry);
    }
    return task.build();
  }
}
