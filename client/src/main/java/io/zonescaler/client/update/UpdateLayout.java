package io.zonescaler.client.update;

import io.zonescaler.v1.proto.GetSchemaRequest;
import io.zonescaler.v1.proto.GetWorldRequest;
import io.zonescaler.v1.proto.WorldServiceGrpc.WorldServiceBlockingStub;
import java.util.List;

/**
 * What update data consists of, kind by kind: all that a client needs to know of a game's schema.
 *
 * @param dimensions 2 or 3
 * @param kinds by index
 * @param events by index
 */
public record UpdateLayout(int dimensions, List<KindLayout> kinds, List<EventLayout> events) {
  /**
   * A kind of entity.
   *
   * @param name its name
   * @param avatar whether it is the players' avatars'
   * @param columns those that clients see, in order
   */
  public record KindLayout(String name, boolean avatar, List<ColumnLayout> columns) {
    /** Place of a column among the visible ones, or -1. */
    public int indexOf(String column) {
      for (int i = 0; i < columns.size(); i++) {
        if (columns.get(i).name().equals(column)) {
          return i;
        }
      }
      return -1;
    }
  }

  /**
   * A visible column.
   *
   * @param name its name
   * @param type type of its values
   * @param quantum size of one step of a FIXED column, in the game's unit; 1 for every other type
   */
  public record ColumnLayout(String name, ColumnType type, double quantum) {}

  /** Types of columns, as Java values: see {@link ClientView.Seen#raw} for the numbers. */
  public enum ColumnType {
    /** A real number in steps of the column's quantum. */
    FIXED,
    /** A whole number of 32 bits. */
    I32,
    /** A whole number of 64 bits. */
    I64,
    /** A real number of 32 bits. */
    F32,
    /** A real number of 64 bits. */
    F64,
    /** A string of bytes. */
    BYTES
  }

  /**
   * A kind of event.
   *
   * @param name its name
   * @param arguments number of its arguments
   */
  public record EventLayout(String name, int arguments) {}

  /** Number that stands for this encoding in messages. */
  public static final int ENCODING = 2;

  /**
   * The layout of the world that a node serves.
   *
   * @throws io.grpc.StatusRuntimeException if the node does not answer
   * @throws IllegalArgumentException as below
   */
  public static UpdateLayout of(WorldServiceBlockingStub api) {
    return of(
        api.getSchema(GetSchemaRequest.getDefaultInstance()),
        api.getWorld(GetWorldRequest.getDefaultInstance()).getDimensions());
  }

  /**
   * The layout that a server's answers describe.
   *
   * @throws IllegalArgumentException for a column of a type that this client does not know
   */
  public static UpdateLayout of(io.zonescaler.v1.proto.Schema schema, int dimensions) {
    return new UpdateLayout(
        dimensions,
        schema.getKindsList().stream()
            .map(
                kind ->
                    new KindLayout(
                        kind.getName(),
                        kind.getAvatar(),
                        kind.getColumnsList().stream()
                            .map(c -> new ColumnLayout(c.getName(), typeOf(c), c.getQuantum()))
                            .toList()))
            .toList(),
        schema.getEventsList().stream()
            .map(e -> new EventLayout(e.getName(), e.getArgumentsCount()))
            .toList());
  }

  private static ColumnType typeOf(io.zonescaler.v1.proto.Column column) {
    return switch (column.getType()) {
      case FIXED -> ColumnType.FIXED;
      case I32 -> ColumnType.I32;
      case I64 -> ColumnType.I64;
      case F32 -> ColumnType.F32;
      case F64 -> ColumnType.F64;
      case BYTES -> ColumnType.BYTES;
      case TYPE_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException(
              "column '" + column.getName() + "' is of a type that this client does not know");
    };
  }
}
