package io.zonescaler.web.status;

import io.zonescaler.cluster.InputLog;
import io.zonescaler.state.PlayerInput;
import io.zonescaler.world.Box;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Recorded inputs as JSON.
 *
 * @param node the node whose zones recorded them
 * @param completeFrom first tick from which on nothing is missing
 * @param to last tick that these entries cover; ask again from the next one on
 * @param entries by tick and zone
 */
public record InputsJson(String node, long completeFrom, long to, List<Entry> entries) {
  /**
   * What one zone recorded in one tick.
   *
   * @param zone id of the zone
   * @param tick the tick
   * @param idle the zone's box in quanta (minX, minY, minZ, maxX, maxY, maxZ) if it was idle
   * @param inputs accepted inputs
   */
  public record Entry(long zone, long tick, int @Nullable [] idle, List<Input> inputs) {}

  /**
   * An accepted input.
   *
   * @param player the player's id, decimal
   * @param type name of its {@link PlayerInput.Type}
   * @param epoch session epoch
   * @param number number of the command
   * @param payload Base64
   */
  public record Input(String player, String type, long epoch, long number, String payload) {}

  /** The JSON of log entries. */
  public static InputsJson of(String node, long completeFrom, long to, List<InputLog.Entry> log) {
    List<Entry> entries = new ArrayList<>(log.size());
    for (InputLog.Entry e : log) {
      List<Input> inputs = new ArrayList<>(e.inputs().size());
      for (PlayerInput i : e.inputs()) {
        inputs.add(
            new Input(
                Long.toString(i.player()),
                i.type().name(),
                i.epoch(),
                i.number(),
                Base64.getEncoder().encodeToString(i.payload())));
      }
      Box b = e.idleBox();
      int[] idle =
          b == null ? null : new int[] {b.minX(), b.minY(), b.minZ(), b.maxX(), b.maxY(), b.maxZ()};
      entries.add(new Entry(e.zone(), e.tick(), idle, inputs));
    }
    return new InputsJson(node, completeFrom, to, entries);
  }

  /** The log entries again. */
  public List<InputLog.Entry> toLog() {
    List<InputLog.Entry> log = new ArrayList<>(entries.size());
    for (Entry e : entries) {
      List<PlayerInput> inputs = new ArrayList<>(e.inputs.size());
      for (Input i : e.inputs) {
        inputs.add(
            new PlayerInput(
                Long.parseLong(i.player),
                PlayerInput.Type.valueOf(i.type),
                i.epoch,
                i.number,
                Base64.getDecoder().decode(i.payload)));
      }
      int[] b = e.idle;
      log.add(
          new InputLog.Entry(
              e.zone,
              e.tick,
              inputs,
              b == null ? null : new Box(b[0], b[1], b[2], b[3], b[4], b[5])));
    }
    return log;
  }
}
