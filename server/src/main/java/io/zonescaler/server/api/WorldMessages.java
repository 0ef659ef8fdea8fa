package io.zonescaler.server.api;

import com.google.protobuf.ByteString;
import io.zonescaler.cluster.ControlRecord;
import io.zonescaler.cluster.NodeReport.ZoneReport;
import io.zonescaler.cluster.WorldAccess;
import io.zonescaler.state.EntityTable;
import io.zonescaler.v1.proto.Box;
import io.zonescaler.v1.proto.Column;
import io.zonescaler.v1.proto.Entity;
import io.zonescaler.v1.proto.EventKind;
import io.zonescaler.v1.proto.Kind;
import io.zonescaler.v1.proto.ListZonesResponse;
import io.zonescaler.v1.proto.Schema;
import io.zonescaler.v1.proto.Value;
import io.zonescaler.v1.proto.World;
import io.zonescaler.v1.proto.WorldVariable;
import io.zonescaler.v1.proto.Zone;
import io.zonescaler.world.Space;
import io.zonescaler.world.WorldSettings;
import java.util.List;

/** The framework's objects as messages of the API. */
public final class WorldMessages {
  private WorldMessages() {}

  /** Settings of a world, and where it is. */
  public static World world(io.zonescaler.game.World world, long tick) {
    WorldSettings settings = world.settings();
    World.Builder out =
        World.newBuilder()
            .setName(settings.name())
            .setDimensions(settings.dimensions())
            .setQuantum(settings.quantum())
            .setInterestRadius(settings.interestRadius())
            .setMaxStep(settings.maxStep())
            .setTickRate(settings.tickRate())
            .setTick(tick)
            .setChecksum(world.checksum());
    for (int axis = 0; axis < settings.dimensions(); axis++) {
      out.addMin(settings.min(axis)).addMax(settings.max(axis));
    }
    return out.build();
  }

  /** What clients can see of a schema. */
  public static Schema schema(io.zonescaler.world.Schema schema) {
    Schema.Builder out = Schema.newBuilder().setChecksum(schema.checksum());
    for (var kind : schema.kinds().subList(0, schema.gameKinds())) {
      Kind.Builder k = Kind.newBuilder().setName(kind.name()).setAvatar(kind == schema.avatar());
      for (var column : kind.columns()) {
        if (column.visible()) {
          k.addColumns(
              Column.newBuilder()
                  .setName(column.name())
                  .setType(typeOf(column))
                  .setVisibility(visibilityOf(column))
                  .setQuantum(column.quantum())
                  .setMaxBytes(column.maxBytes()));
        }
      }
      out.addKinds(k);
    }
    return out.addAllEvents(events(schema)).addAllVariables(variables(schema)).build();
  }

  /** A schema's events. */
  public static List<EventKind> events(io.zonescaler.world.Schema schema) {
    return schema.events().stream()
        .map(
            event ->
                EventKind.newBuilder()
                    .setName(event.name())
                    .addAllArguments(event.arguments())
                    .build())
        .toList();
  }

  /** A schema's world variables. */
  public static List<WorldVariable> variables(io.zonescaler.world.Schema schema) {
    return schema.variables().stream()
        .map(
            variable ->
                WorldVariable.newBuilder()
                    .setName(variable.name())
                    .setType(
                        variable.type() == io.zonescaler.world.WorldVariable.Type.INTEGER
                            ? Column.Type.I64
                            : Column.Type.F64)
                    .build())
        .toList();
  }

  /** A column's type. */
  public static Column.Type typeOf(io.zonescaler.world.Column column) {
    return switch (column.type()) {
      case FIXED -> Column.Type.FIXED;
      case I32 -> Column.Type.I32;
      case I64 -> Column.Type.I64;
      case F32 -> Column.Type.F32;
      case F64 -> Column.Type.F64;
      case BYTES -> Column.Type.BYTES;
    };
  }

  /** How the newest map cuts the world. */
  static ListZonesResponse zones(WorldAccess access, ControlRecord control) {
    ListZonesResponse.Builder out =
        ListZonesResponse.newBuilder().setMapVersion(control.newestMap().version());
    for (var zone : control.newestMap().zones()) {
      var ownership = access.ownership();
      Zone.Builder z =
          Zone.newBuilder()
              .setId(zone.id())
              .setSlot(zone.slot())
              .setOwner(ownership.owner(zone.slot()))
              .setBox(box(access.world().space(), zone.box()))
              .setTick(-1);
      if (zone.slot() < ownership.backups().size()) {
        z.addAllBackups(ownership.backups().get(zone.slot()));
      }
      ZoneReport report = access.view().zone(zone.id());
      if (report != null) {
        z.setTick(report.tick())
            .setEntities(report.entities())
            .setPlayers(report.players())
            .setTickMicros(report.tickMicros())
            .setFrameBytes(report.frameBytes());
      }
      out.addZones(z);
    }
    return out.build();
  }

  private static Box box(Space space, io.zonescaler.world.Box box) {
    Box.Builder out = Box.newBuilder();
    for (int axis = 0; axis < space.dimensions(); axis++) {
      out.addMin(space.toUnits(axis, box.min(axis))).addMax(space.toUnits(axis, box.max(axis)));
    }
    return out.build();
  }

  private static Column.Visibility visibilityOf(io.zonescaler.world.Column column) {
    return switch (column.visibility()) {
      case ALL, NOBODY -> Column.Visibility.ALL;
      case TEAM -> Column.Visibility.TEAM;
      case OWNER -> Column.Visibility.OWNER;
    };
  }

  /**
   * A box in quanta, kept within the world.
   *
   * @throws IllegalArgumentException if it is empty, or not of the world's dimensions
   */
  public static io.zonescaler.world.Box box(Space space, Box box) {
    int[] min = new int[3];
    int[] max = {1, 1, 1};
    for (int axis = 0; axis < space.dimensions(); axis++) {
      min[axis] = corner(space, box.getMinList(), axis, "min");
      max[axis] = corner(space, box.getMaxList(), axis, "max");
      if (min[axis] >= max[axis]) {
        throw new IllegalArgumentException(
            "the box is empty on axis " + "xyz".charAt(axis) + ": max must be greater than min");
      }
    }
    return new io.zonescaler.world.Box(min[0], min[1], min[2], max[0], max[1], max[2]);
  }

  private static int corner(Space space, List<Double> values, int axis, String name) {
    if (values.size() != space.dimensions() || values.get(axis).isNaN()) {
      throw new IllegalArgumentException(
          "box." + name + " needs " + space.dimensions() + " numbers, one per dimension");
    }
    double quanta = (values.get(axis) - space.toUnits(axis, 0)) / space.quantum();
    return (int) Math.max(0, Math.min(space.bounds().max(axis), Math.ceil(quanta)));
  }

  /** An entity with its visible columns. */
  public static Entity entity(Space space, EntityTable table, int row) {
    Entity.Builder out = Entity.newBuilder().setId(table.id[row]).setKind(table.kind.index());
    out.addPosition(space.toUnits(0, table.x[row])).addPosition(space.toUnits(1, table.y[row]));
    if (space.dimensions() == 3) {
      out.addPosition(space.toUnits(2, table.z[row]));
    }
    for (var column : table.kind.columns()) {
      if (column.visible()) {
        Value.Builder value = Value.newBuilder();
        switch (column.type()) {
          case I32, I64 -> value.setInteger(table.integer(column, row));
          case FIXED, F32, F64 -> value.setReal(table.real(column, row));
          case BYTES -> value.setBytes(ByteString.copyFrom(table.bytes[column.lane()][row]));
        }
        out.addValues(value);
      }
    }
    return out.build();
  }
}
