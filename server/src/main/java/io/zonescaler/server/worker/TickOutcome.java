package io.zonescaler.server.worker;

import io.zonescaler.game.RemoteGame;
import io.zonescaler.game.Replay;
import io.zonescaler.game.ZoneSight;
import io.zonescaler.game.ZoneSight.KindSight;
import io.zonescaler.state.EntityTable;
import io.zonescaler.v1.proto.ActorEffects;
import io.zonescaler.v1.proto.Effect;
import io.zonescaler.v1.proto.Lane;
import io.zonescaler.v1.proto.Rows;
import io.zonescaler.v1.proto.Send;
import io.zonescaler.v1.proto.SendFar;
import io.zonescaler.v1.proto.Teleport;
import io.zonescaler.v1.proto.TickDone;
import io.zonescaler.world.Column;
import io.zonescaler.world.Kind;
import io.zonescaler.world.MessageKind;
import io.zonescaler.world.Space;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a worker says that a zone's entities did in a tick: checked as a whole, then written down.
 */
final class TickOutcome implements RemoteGame.Outcome {
  private final Deeds deeds;
  private final List<MessageKind> messages;
  private final List<KindOutcome> kinds = new ArrayList<>();

  /**
   * Checks an answer.
   *
   * @throws WrongAnswer if it cannot be one to what the zone showed
   */
  TickOutcome(TickDone done, ZoneSight zone, Deeds deeds, List<MessageKind> messages) {
    this.deeds = deeds;
    this.messages = messages;
    WrongAnswer.unless(
        done.getRowsCount() == zone.kinds().size(),
        () -> "rows of %s kinds, not %s".formatted(done.getRowsCount(), zone.kinds().size()));
    for (int k = 0; k < zone.kinds().size(); k++) {
      KindSight sight = zone.kinds().get(k);
      Kind kind = sight.rows().kind;
      Lanes.check(done.getRows(k), kind, sight.actors(), deeds.space(), kind.name());
      kinds.add(new KindOutcome(sight, done.getRows(k)));
    }
    int lastKind = 0;
    int lastActor = -1;
    for (ActorEffects actor : done.getEffectsList()) {
      Kind kind = deeds.kind(actor.getKind(), "effects");
      KindSight sight = zone.kinds().get(kind.index());
      String where = "effects of " + kind + ", actor " + actor.getActor();
      WrongAnswer.unless(
          actor.getActor() >= 0 && actor.getActor() < sight.actors(),
          () -> "%s: there are %s actors".formatted(where, sight.actors()));
      WrongAnswer.unless(
          kind.index() > lastKind || (kind.index() == lastKind && actor.getActor() > lastActor),
          () -> "%s: not in order of kind and actor".formatted(where));
      lastKind = kind.index();
      lastActor = actor.getActor();
      for (Effect effect : actor.getEffectsList()) {
        if (!deeds.check(effect, where)) {
          checkOwn(effect, zone, sight, actor.getActor(), where);
        }
      }
      kinds.get(kind.index()).effects.add(actor);
    }
  }

  private void checkOwn(Effect effect, ZoneSight zone, KindSight sight, int actor, String where) {
    if (effect.hasSend()) {
      Send send = effect.getSend();
      deeds.checkMessage(send.getMessage(), send.getArgumentsCount(), where);
      EntityTable seen = zone.kinds().get(deeds.kind(send.getKind(), where).index()).rows();
      WrongAnswer.unless(
          send.getRow() >= 0 && send.getRow() < seen.size,
          () -> "%s: sends to row %s of %s".formatted(where, send.getRow(), seen.size));
      WrongAnswer.unless(
          sees(sight.rows(), sight.row(actor), seen, send.getRow()),
          () ->
              "%s: sends to row %s of kind %s, which is farther away than it sees"
                  .formatted(where, send.getRow(), seen.kind));
    } else if (effect.hasSendFar()) {
      SendFar far = effect.getSendFar();
      deeds.checkMessage(far.getMessage(), far.getArgumentsCount(), where);
      deeds.kind(far.getKind(), where);
    } else if (effect.hasTeleport()) {
      WrongAnswer.unless(
          sight.rows().kind.mayTeleport(),
          () -> "%s: its kind is not declared with teleports".formatted(where));
    } else if (effect.hasDespawn()) {
      WrongAnswer.unless(
          effect.getDespawn() && sight.rows().kind.role() != Kind.Role.AVATAR,
          () -> "%s: an avatar cannot despawn, make dying a state of it".formatted(where));
    } else {
      int order = effect.getRefusal().getOrder();
      WrongAnswer.unless(
          order >= 0 && order < sight.commands(actor).size(),
          () -> "%s: refuses order %s".formatted(where, order));
    }
  }

  private boolean sees(EntityTable from, int fromRow, EntityTable to, int toRow) {
    return deeds
        .space()
        .isInSight(
            (long) to.x[toRow] - from.x[fromRow],
            (long) to.y[toRow] - from.y[fromRow],
            (long) to.z[toRow] - from.z[fromRow]);
  }

  @Override
  public void write(Replay replay) {
    kinds.get(replay.kind().index()).write(replay);
  }

  /** Kinds may be written down by different threads. */
  private final class KindOutcome {
    private final KindSight sight;
    private final Rows rows;
    private final List<Column> columns;
    private final List<ActorEffects> effects = new ArrayList<>();
    private int actor;
    private int effect;

    KindOutcome(KindSight sight, Rows rows) {
      this.sight = sight;
      this.rows = rows;
      columns = Lanes.written(sight.rows().kind);
    }

    void write(Replay replay) {
      while (replay.next()) {
        int now = actor++;
        ActorEffects done =
            effect < effects.size() && effects.get(effect).getActor() == now
                ? effects.get(effect++)
                : ActorEffects.getDefaultInstance();
        LogicFailure.throwIf(done.getFailure());
        replay.place(
            Lanes.intAt(rows.getX(), now),
            Lanes.intAt(rows.getY(), now),
            deeds.space().dimensions() == 3 ? Lanes.intAt(rows.getZ(), now) : 0);
        for (int i = 0; i < columns.size(); i++) {
          set(replay, columns.get(i), rows.getLanes(i), now);
        }
        replay.violated(Integer.toUnsignedLong(done.getViolations()));
        for (Effect e : done.getEffectsList()) {
          apply(e, replay);
        }
      }
    }

    private void set(Replay replay, Column column, Lane lane, int at) {
      switch (column.type()) {
        case FIXED, F32, F64 -> replay.set(column, Lanes.real(column, lane, at));
        case I32, I64 -> replay.set(column, Lanes.integer(column, lane, at));
        case BYTES -> {
          byte[] value = lane.getStrings(at).toByteArray();
          byte[] before = sight.rows().bytes[column.lane()][sight.row(at)];
          if (!Arrays.equals(value, before)) {
            replay.set(column, value);
          }
        }
      }
    }

    private void apply(Effect e, Replay replay) {
      switch (e.getEffectCase()) {
        case SEND -> {
          Send send = e.getSend();
          replay.look(deeds.kind(send.getKind(), ""));
          replay.send(
              send.getRow(),
              messages.get(send.getMessage()),
              Deeds.numbers(send.getArgumentsList()));
        }
        case SEND_FAR -> {
          SendFar far = e.getSendFar();
          Space space = deeds.space();
          replay.sendFar(
              messages.get(far.getMessage()),
              far.getTarget(),
              deeds.kind(far.getKind(), ""),
              space.toUnits(0, far.getX()),
              space.toUnits(1, far.getY()),
              space.dimensions() == 3 ? space.toUnits(2, far.getZ()) : 0,
              Deeds.numbers(far.getArgumentsList()));
        }
        case TELEPORT -> {
          Teleport to = e.getTeleport();
          Space space = deeds.space();
          replay.teleport(
              space.toUnits(0, to.getX()),
              space.toUnits(1, to.getY()),
              space.dimensions() == 3 ? space.toUnits(2, to.getZ()) : 0);
        }
        case DESPAWN -> replay.despawn();
        case REFUSAL ->
            replay.command(e.getRefusal().getOrder()).refuse(e.getRefusal().getReason());
        default -> deeds.apply(e, replay);
      }
    }
  }
}
