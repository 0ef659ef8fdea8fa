package io.zonescaler.server.worker;

import io.zonescaler.game.Draft;
import io.zonescaler.game.Effects;
import io.zonescaler.v1.proto.Amount;
import io.zonescaler.v1.proto.Effect;
import io.zonescaler.v1.proto.Lane;
import io.zonescaler.v1.proto.Rows;
import io.zonescaler.v1.proto.Spawn;
import io.zonescaler.world.Column;
import io.zonescaler.world.Kind;
import io.zonescaler.world.Quantity;
import io.zonescaler.world.Schema;
import io.zonescaler.world.Space;
import java.util.List;

/** What logic may do besides writing its own entity's columns: checks it, and does it. */
final class Deeds {
  private final Schema schema;
  private final Space space;
  private final List<Quantity> quantities;

  Deeds(Schema schema, Space space) {
    this.schema = schema;
    this.space = space;
    quantities = List.copyOf(schema.quantities());
  }

  Space space() {
    return space;
  }

  /** One of the kinds that the game declared. */
  Kind kind(int index, String where) {
    WrongAnswer.unless(
        index >= 0 && index < schema.gameKinds(),
        () -> "%s: no kind is number %s".formatted(where, index));
    return schema.kinds().get(index);
  }

  /** Checks what everyone may do; false if it is something else. */
  boolean check(Effect effect, String where) {
    switch (effect.getEffectCase()) {
      case SPAWN -> check(effect.getSpawn(), where);
      case EMIT -> {
        int event = effect.getEmit().getEvent();
        WrongAnswer.unless(
            event >= 0 && event < schema.events().size(),
            () -> "%s: no event is number %s".formatted(where, event));
        checkArguments(
            effect.getEmit().getArgumentsCount(),
            schema.events().get(event).arguments().size(),
            where);
      }
      case SOURCE -> check(effect.getSource(), where);
      case SINK -> check(effect.getSink(), where);
      case SEND, SEND_FAR, DESPAWN, REFUSAL, TELEPORT -> {
        return false;
      }
      case EFFECT_NOT_SET -> throw new WrongAnswer(where + ": an effect that says nothing");
    }
    return true;
  }

  void check(Spawn spawn, String where) {
    Kind kind = kind(spawn.getKind(), where);
    WrongAnswer.unless(
        kind.role() == Kind.Role.ENTITY,
        () ->
            "%s: a game cannot spawn a %s, players' entities are made by the framework"
                .formatted(where, kind));
    Lanes.check(spawn.getRow(), kind, 1, space, where + ", spawn");
  }

  void checkMessage(int message, int arguments, String where) {
    WrongAnswer.unless(
        message >= 0 && message < schema.messages().size(),
        () -> "%s: no message is number %s".formatted(where, message));
    checkArguments(arguments, schema.messages().get(message).arguments().size(), where);
  }

  private static void checkArguments(int given, int declared, String where) {
    WrongAnswer.unless(
        given <= declared,
        () -> "%s: %s arguments, at most %s are declared".formatted(where, given, declared));
  }

  private void check(Amount amount, String where) {
    WrongAnswer.unless(
        amount.getQuantity() >= 0 && amount.getQuantity() < quantities.size(),
        () -> "%s: no quantity is number %s".formatted(where, amount.getQuantity()));
  }

  /** Does what everyone may do. */
  void apply(Effect effect, Effects effects) {
    switch (effect.getEffectCase()) {
      case SPAWN -> spawn(effect.getSpawn(), effects::spawn);
      case EMIT ->
          effects.emit(
              schema.events().get(effect.getEmit().getEvent()),
              numbers(effect.getEmit().getArgumentsList()));
      case SOURCE ->
          effects.source(
              quantities.get(effect.getSource().getQuantity()), effect.getSource().getAmount());
      case SINK ->
          effects.sink(
              quantities.get(effect.getSink().getQuantity()), effect.getSink().getAmount());
      case SEND, SEND_FAR, DESPAWN, REFUSAL, TELEPORT, EFFECT_NOT_SET ->
          throw new IllegalArgumentException("not everyone can: " + effect.getEffectCase());
    }
  }

  /** Makes an entity of a kind at a place in the game's unit. */
  interface Maker {
    Draft make(Kind kind, double x, double y, double z);
  }

  void spawn(Spawn spawn, Maker maker) {
    Kind kind = schema.kinds().get(spawn.getKind());
    Rows row = spawn.getRow();
    boolean deep = space.dimensions() == 3;
    Draft draft =
        maker.make(
            kind,
            space.toUnits(0, Lanes.intAt(row.getX(), 0)),
            space.toUnits(1, Lanes.intAt(row.getY(), 0)),
            deep ? space.toUnits(2, Lanes.intAt(row.getZ(), 0)) : 0);
    set(draft, kind, row.getLanesList());
  }

  /** Sets the first columns of an entity. */
  static void set(Draft draft, Kind kind, List<Lane> lanes) {
    List<Column> columns = Lanes.written(kind);
    for (int i = 0; i < lanes.size(); i++) {
      Column column = columns.get(i);
      Lane lane = lanes.get(i);
      switch (column.type()) {
        case FIXED, F32, F64 -> draft.set(column, Lanes.real(column, lane, 0));
        case I32, I64 -> draft.set(column, Lanes.integer(column, lane, 0));
        case BYTES -> draft.set(column, lane.getStrings(0).toByteArray());
      }
    }
  }

  static long[] numbers(List<Long> arguments) {
    return arguments.stream().mapToLong(Long::longValue).toArray();
  }
}
