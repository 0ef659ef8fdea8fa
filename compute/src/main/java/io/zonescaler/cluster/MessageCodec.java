package io.zonescaler.cluster;

import io.zonescaler.cluster.NodeMessage.Steering;
import io.zonescaler.cluster.NodeReport.TickTotals;
import io.zonescaler.cluster.NodeReport.Wish;
import io.zonescaler.cluster.NodeReport.Work;
import io.zonescaler.cluster.NodeReport.ZoneReport;
import io.zonescaler.cluster.RecentTimes.Percentiles;
import io.zonescaler.frame.CellFilter;
import io.zonescaler.state.PlayerInput;
import io.zonescaler.state.Totals;
import io.zonescaler.world.Space;
import io.zonescaler.zone.MapChange;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Messages between nodes as bytes. */
public final class MessageCodec {
  private static final PlayerInput.Type[] INPUT_TYPES = PlayerInput.Type.values();
  private static final Wish[] WISHES = Wish.values();
  private static final Steering[] STEERINGS = Steering.values();

  private final ControlCodec control = new ControlCodec();
  private final Space space;

  /** A codec for the nodes of a world. */
  public MessageCodec(Space space) {
    this.space = space;
  }

  /** Writes a message. */
  public byte[] encode(NodeMessage message) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      if (message instanceof NodeMessage.Control m) {
        out.writeByte(1);
        writeBytes(out, control.encode(m.record()));
      } else if (message instanceof NodeMessage.Follow m) {
        out.writeByte(2);
        out.writeLong(m.zone());
        out.writeLong(m.haveTick());
        writeCells(out, m.cells());
      } else if (message instanceof NodeMessage.Unfollow m) {
        out.writeByte(3);
        out.writeLong(m.zone());
      } else if (message instanceof NodeMessage.Frames m) {
        out.writeByte(4);
        out.writeInt(m.frames().size());
        for (byte[] frame : m.frames()) {
          writeBytes(out, frame);
        }
      } else if (message instanceof NodeMessage.Inputs m) {
        out.writeByte(5);
        out.writeLong(m.zone());
        out.writeInt(m.inputs().size());
        for (PlayerInput input : m.inputs()) {
          writeInput(out, input);
        }
      } else if (message instanceof NodeMessage.Locate m) {
        out.writeByte(6);
        out.writeLong(m.player());
      } else if (message instanceof NodeMessage.Located m) {
        out.writeByte(7);
        out.writeLong(m.player());
        out.writeLong(m.zone());
      } else if (message instanceof NodeMessage.Report m) {
        out.writeByte(8);
        writeReport(out, m.report());
      } else if (message instanceof NodeMessage.Steer m) {
        out.writeByte(9);
        out.writeUTF(m.steering().name());
        out.writeLong(m.argument());
      } else if (message instanceof NodeMessage.Forget m) {
        out.writeByte(10);
        out.writeUTF(m.node());
      } else if (message instanceof NodeMessage.Quarantine m) {
        out.writeByte(11);
        out.writeLong(m.entity());
        out.writeBoolean(m.release());
      } else if (message instanceof NodeMessage.Reshape m) {
        out.writeByte(12);
        writeChange(out, m.change());
      } else if (message instanceof NodeMessage.Pin m) {
        out.writeByte(14);
        out.writeInt(m.slot());
        out.writeUTF(m.node());
      } else if (message instanceof NodeMessage.Decided m) {
        out.writeByte(15);
        writeDecision(out, m.decision());
      } else if (message instanceof NodeMessage.Flows m) {
        out.writeByte(16);
        writeFlows(out, m.flows());
      } else if (message instanceof NodeMessage.SetVariable m) {
        out.writeByte(17);
        out.writeInt(m.variable());
        out.writeLong(m.bits());
      } else if (message instanceof NodeMessage.End m) {
        out.writeByte(18);
        out.writeUTF(m.node());
        out.writeBoolean(m.orderly());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads a message.
   *
   * @throws IllegalArgumentException if the bytes are none
   */
  public NodeMessage decode(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int type = in.readByte();
      return switch (type) {
        case 1 -> new NodeMessage.Control(control.decode(readBytes(in)));
        case 2 -> new NodeMessage.Follow(in.readLong(), in.readLong(), readCells(in));
        case 3 -> new NodeMessage.Unfollow(in.readLong());
        case 4 -> {
          int count = count(in, 4);
          List<byte[]> frames = new ArrayList<>(count);
          for (int i = 0; i < count; i++) {
            frames.add(readBytes(in));
          }
          yield new NodeMessage.Frames(frames);
        }
        case 5 -> {
          long zone = in.readLong();
          int count = count(in, 1);
          List<PlayerInput> inputs = new ArrayList<>(count);
          for (int i = 0; i < count; i++) {
            inputs.add(readInput(in));
          }
          yield new NodeMessage.Inputs(zone, inputs);
        }
        case 6 -> new NodeMessage.Locate(in.readLong());
        case 7 -> new NodeMessage.Located(in.readLong(), in.readLong());
        case 8 -> new NodeMessage.Report(readReport(in));
        case 9 -> new NodeMessage.Steer(steering(in.readUTF()), in.readLong());
        case 10 -> new NodeMessage.Forget(in.readUTF());
        case 11 -> new NodeMessage.Quarantine(in.readLong(), in.readBoolean());
        case 12 -> new NodeMessage.Reshape(readChange(in));
        case 14 -> new NodeMessage.Pin(in.readInt(), in.readUTF());
        case 15 -> new NodeMessage.Decided(readDecision(in));
        case 16 -> new NodeMessage.Flows(readFlows(in));
        case 17 -> new NodeMessage.SetVariable(in.readInt(), in.readLong());
        case 18 -> new NodeMessage.End(in.readUTF(), in.readBoolean());
        default ->
            throw new IllegalArgumentException(
                "a message of unknown type " + type + " from another node");
      };
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "a damaged message of " + bytes.length + " bytes from another node", e);
    }
  }

  private static void writeDecision(DataOutputStream out, Decision decision) throws IOException {
    out.writeLong(decision.id());
    out.writeLong(decision.millis());
    out.writeLong(decision.tick());
    out.writeBoolean(decision.automatic());
    writeBytes(out, decision.what().getBytes(StandardCharsets.UTF_8));
    writeBytes(out, decision.reason().getBytes(StandardCharsets.UTF_8));
    out.writeDouble(decision.before());
    out.writeDouble(decision.predicted());
    out.writeDouble(decision.achieved());
  }

  private static Decision readDecision(DataInputStream in) throws IOException {
    return new Decision(
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readBoolean(),
        new String(readBytes(in), StandardCharsets.UTF_8),
        new String(readBytes(in), StandardCharsets.UTF_8),
        in.readDouble(),
        in.readDouble(),
        in.readDouble());
  }

  private static void writeFlows(DataOutputStream out, List<ZoneFlow> flows) throws IOException {
    out.writeInt(flows.size());
    for (ZoneFlow flow : flows) {
      out.writeLong(flow.zone());
      out.writeInt(flow.from().length);
      for (int i = 0; i < flow.from().length; i++) {
        out.writeShort(flow.from()[i]);
        out.writeShort(flow.to()[i]);
        out.writeFloat((float) flow.count()[i]);
        out.writeFloat((float) flow.weight()[i]);
      }
    }
  }

  private static List<ZoneFlow> readFlows(DataInputStream in) throws IOException {
    int zones = count(in, 12);
    List<ZoneFlow> flows = new ArrayList<>(zones);
    for (int z = 0; z < zones; z++) {
      long zone = in.readLong();
      int pairs = count(in, 12);
      int[] from = new int[pairs];
      int[] to = new int[pairs];
      double[] count = new double[pairs];
      double[] weight = new double[pairs];
      for (int i = 0; i < pairs; i++) {
        from[i] = in.readUnsignedShort();
        to[i] = in.readUnsignedShort();
        count[i] = in.readFloat();
        weight[i] = in.readFloat();
      }
      flows.add(new ZoneFlow(zone, from, to, count, weight));
    }
    return flows;
  }

  private static Steering steering(String name) {
    for (Steering s : STEERINGS) {
      if (s.name().equals(name)) {
        return s;
      }
    }
    throw new IllegalArgumentException("an unknown request '" + name + "' from another node");
  }

  private static Wish wish(String name) {
    for (Wish wish : WISHES) {
      if (wish.name().equals(name)) {
        return wish;
      }
    }
    throw new IllegalArgumentException("an unknown wish '" + name + "' of another node");
  }

  private static void writeInput(DataOutputStream out, PlayerInput input) throws IOException {
    out.writeLong(input.player());
    int type = 0;
    while (INPUT_TYPES[type] != input.type()) {
      type++;
    }
    out.writeByte(type);
    out.writeLong(input.epoch());
    out.writeLong(input.number());
    writeBytes(out, input.payload());
  }

  private static PlayerInput readInput(DataInputStream in) throws IOException {
    long player = in.readLong();
    int type = in.readByte();
    if (type < 0 || type >= INPUT_TYPES.length) {
      throw new IllegalArgumentException("an input of unknown type " + type + " from another node");
    }
    return new PlayerInput(player, INPUT_TYPES[type], in.readLong(), in.readLong(), readBytes(in));
  }

  private static void writeChange(DataOutputStream out, MapChange change) throws IOException {
    if (change instanceof MapChange.Split split) {
      out.writeByte(1);
      out.writeLong(split.zone());
      out.writeByte(split.axis());
      out.writeInt(split.at());
      out.writeInt(split.slot());
    } else if (change instanceof MapChange.Merge merge) {
      out.writeByte(2);
      out.writeLong(merge.a());
      out.writeLong(merge.b());
      out.writeInt(merge.slot());
    } else if (change instanceof MapChange.Recut recut) {
      out.writeByte(3);
      out.writeLong(recut.a());
      out.writeLong(recut.b());
      out.writeByte(recut.axis());
      out.writeInt(recut.at());
    } else if (change instanceof MapChange.SplitBox) {
      throw new IllegalArgumentException("a coordinator's own change is not sent: " + change);
    } else if (change instanceof MapChange.Move move) {
      out.writeByte(4);
      out.writeLong(move.zone());
      out.writeUTF(move.node());
      out.writeInt(move.slot());
    }
  }

  private static MapChange readChange(DataInputStream in) throws IOException {
    int type = in.readByte();
    return switch (type) {
      case 1 -> new MapChange.Split(in.readLong(), axis(in), in.readInt(), in.readInt());
      case 2 -> new MapChange.Merge(in.readLong(), in.readLong(), in.readInt());
      case 3 -> new MapChange.Recut(in.readLong(), in.readLong(), axis(in), in.readInt());
      case 4 -> new MapChange.Move(in.readLong(), in.readUTF(), in.readInt());
      default ->
          throw new IllegalArgumentException(
              "an unknown change of the zone map, " + type + ", from another node");
    };
  }

  private static int axis(DataInputStream in) throws IOException {
    int axis = in.readByte();
    if (axis < 0 || axis > 2) {
      throw new IllegalArgumentException("a cut on axis " + axis + " from another node");
    }
    return axis;
  }

  private static void writeReport(DataOutputStream out, NodeReport report) throws IOException {
    out.writeUTF(report.node());
    out.writeLong(report.controlVersion());
    out.writeUTF(report.wish().name());
    out.writeInt(report.zones().size());
    for (ZoneReport z : report.zones()) {
      out.writeLong(z.zone());
      out.writeLong(z.tick());
      out.writeBoolean(z.halted());
      out.writeInt(z.entities());
      out.writeInt(z.players());
      out.writeInt(z.quarantined());
      out.writeInt(z.tickMicros());
      out.writeInt(z.frameBytes());
      out.writeLong(z.snapshotTick());
      out.writeInt(z.cuts().x());
      out.writeInt(z.cuts().y());
      out.writeInt(z.cuts().z());
    }
    Work work = report.work();
    out.writeLong(work.crossings());
    out.writeLong(work.handoffs());
    writePercentiles(out, work.release());
    out.writeLong(work.cpuNanos());
    out.writeLong(work.tickNanos());
    out.writeDouble(report.cores());
    out.writeInt(report.ticks().size());
    for (TickTotals t : report.ticks()) {
      out.writeLong(t.tick());
      out.writeLong(t.zone());
      long[] sums = t.totals().toArray();
      out.writeInt(sums.length);
      for (long sum : sums) {
        out.writeLong(sum);
      }
    }
    writeGateway(out, report.gateway());
  }

  private static void writeGateway(DataOutputStream out, GatewayReport gateway) throws IOException {
    out.writeInt(gateway.clients());
    out.writeDouble(gateway.bytesPerSecond());
    out.writeDouble(gateway.updatesPerSecond());
    out.writeDouble(gateway.commandsPerSecond());
    out.writeLong(gateway.refused());
    out.writeInt(gateway.limits().size());
    for (Map.Entry<String, Long> limit : gateway.limits().entrySet()) {
      out.writeUTF(limit.getKey());
      out.writeLong(limit.getValue());
    }
    writePercentiles(out, gateway.ack());
    writePercentiles(out, gateway.gap());
  }

  private static GatewayReport readGateway(DataInputStream in) throws IOException {
    int clients = in.readInt();
    double bytes = in.readDouble();
    double updates = in.readDouble();
    double commands = in.readDouble();
    long refused = in.readLong();
    int limitCount = count(in, 10);
    Map<String, Long> limits = new HashMap<>();
    for (int i = 0; i < limitCount; i++) {
      limits.put(in.readUTF(), in.readLong());
    }
    return new GatewayReport(
        clients,
        bytes,
        updates,
        commands,
        refused,
        limits,
        readPercentiles(in),
        readPercentiles(in));
  }

  private static void writePercentiles(DataOutputStream out, Percentiles times) throws IOException {
    out.writeLong(times.p50Micros());
    out.writeLong(times.p99Micros());
    out.writeLong(times.maxMicros());
  }

  private static Percentiles readPercentiles(DataInputStream in) throws IOException {
    return new Percentiles(in.readLong(), in.readLong(), in.readLong());
  }

  private static NodeReport readReport(DataInputStream in) throws IOException {
    String node = in.readUTF();
    long version = in.readLong();
    Wish wish = wish(in.readUTF());
    int zoneCount = count(in, 57);
    List<ZoneReport> zones = new ArrayList<>(zoneCount);
    for (int i = 0; i < zoneCount; i++) {
      zones.add(
          new ZoneReport(
              in.readLong(),
              in.readLong(),
              in.readBoolean(),
              in.readInt(),
              in.readInt(),
              in.readInt(),
              in.readInt(),
              in.readInt(),
              in.readLong(),
              new CutPlaces(in.readInt(), in.readInt(), in.readInt())));
    }
    Work work =
        new Work(in.readLong(), in.readLong(), readPercentiles(in), in.readLong(), in.readLong());
    double cores = in.readDouble();
    int tickCount = count(in, 20);
    List<TickTotals> ticks = new ArrayList<>(tickCount);
    for (int i = 0; i < tickCount; i++) {
      long tick = in.readLong();
      long zone = in.readLong();
      long[] sums = new long[count(in, 8)];
      if (sums.length < Totals.FIXED) {
        throw new IllegalArgumentException("a damaged report: " + sums.length + " sums");
      }
      for (int s = 0; s < sums.length; s++) {
        sums[s] = in.readLong();
      }
      ticks.add(new TickTotals(tick, zone, Totals.ofArray(sums)));
    }
    // Nodes of earlier releases do not tell of it, and skip it.
    GatewayReport gateway = in.available() == 0 ? GatewayReport.NONE : readGateway(in);
    return new NodeReport(node, version, wish, zones, ticks, work, cores, gateway);
  }

  private static void writeCells(DataOutputStream out, @Nullable CellFilter cells)
      throws IOException {
    int[] edges = cells == null ? new int[0] : cells.toArray();
    out.writeBoolean(cells != null);
    out.writeInt(edges.length);
    for (int edge : edges) {
      out.writeInt(edge);
    }
  }

  private @Nullable CellFilter readCells(DataInputStream in) throws IOException {
    boolean isPart = in.readBoolean();
    int[] edges = new int[count(in, 4)];
    for (int i = 0; i < edges.length; i++) {
      edges[i] = in.readInt();
    }
    return isPart ? CellFilter.of(space, edges) : null;
  }

  private static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static byte[] readBytes(DataInputStream in) throws IOException {
    byte[] bytes = new byte[count(in, 1)];
    in.readFully(bytes);
    return bytes;
  }

  /** A count of things of at least {@code size} bytes each, which must still be there. */
  private static int count(DataInputStream in, int size) throws IOException {
    int count = in.readInt();
    if (count < 0 || (long) count * size > in.available()) {
      throw new IllegalArgumentException(
          "a damaged message from another node: " + count + " things in it");
    }
    return count;
  }
}
