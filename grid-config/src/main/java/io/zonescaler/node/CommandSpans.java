package io.zonescaler.node;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.zonescaler.client.CommandTrace;
import io.zonescaler.client.CommandTracer;
import io.zonescaler.cluster.NodeListener;
import io.zonescaler.cluster.TickTimes;
import io.zonescaler.server.gateway.CommandTimes;
import io.zonescaler.server.gateway.CommandTraces;
import io.zonescaler.state.InputOutcome;
import io.zonescaler.state.PlayerInput;
import io.zonescaler.state.ZoneState;
import org.jspecify.annotations.Nullable;

/**
 * The spans of commands' ways: what a node knows of them as a gateway and as the owner of zones,
 * and, for bots, what a client knows.
 */
public final class CommandSpans implements NodeListener, CommandTraces {
  private static final String GATEWAY = "gateway";
  private static final String ACK = "ack";
  private static final String TICK = "tick";
  private static final String RUN = "run";
  private static final String COMMIT = "commit";

  private final SpanExport export;
  private final String node;
  private final long world;
  private final int oneIn;

  /** The own state that was released last, until it is told how its tick went. Node's loop only. */
  private @Nullable ZoneState released;

  /**
   * Spans of a node.
   *
   * @param node its name
   * @param world the world's checksum
   * @param oneIn how many commands there are for each one that is traced
   */
  public CommandSpans(SpanExport export, String node, long world, int oneIn) {
    this.export = export;
    this.node = node;
    this.world = world;
    this.oneIn = oneIn;
  }

  /** Sends the root spans of a client's commands. */
  public static CommandTracer ofClient(SpanExport export) {
    return (trace, number, sent, acknowledged, refusal) ->
        export.send(
            trace,
            CommandTrace.ROOT,
            "",
            SpanKind.CLIENT,
            sent,
            acknowledged,
            outcome(number, refusal).build());
  }

  private static AttributesBuilder outcome(long number, String refusal) {
    AttributesBuilder attributes = Attributes.builder().put("zonescaler.command", number);
    return refusal.isEmpty() ? attributes : attributes.put("zonescaler.refusal", refusal);
  }

  @Override
  public int oneIn() {
    return oneIn;
  }

  @Override
  public void acknowledged(CommandTimes c) {
    CommandTrace trace = CommandTrace.of(world, c.player(), c.number());
    if (!trace.isTraced(oneIn)) {
      return;
    }
    long from = c.receivedMillis();
    long to = c.acknowledgedMillis();
    Attributes outcome = outcome(c.number(), c.refusal()).build();
    if (!c.hasRoot()) {
      export.send(trace, CommandTrace.ROOT, "", SpanKind.SERVER, from, to, outcome);
    }
    Attributes attributes =
        outcome.toBuilder()
            .put("zonescaler.node", node)
            .put("zonescaler.player", Long.toHexString(c.player()))
            .put("zonescaler.submit.millis", Math.max(0, c.submittedMillis() - from))
            .build();
    export.send(trace, GATEWAY, CommandTrace.ROOT, SpanKind.SERVER, from, to, attributes);
    Attributes tick = Attributes.builder().put("zonescaler.tick", c.tick()).build();
    export.send(trace, ACK, GATEWAY, SpanKind.INTERNAL, c.knownMillis(), to, tick);
  }

  @Override
  public void released(ZoneState state, byte[] frame, boolean own) {
    released = own ? state : released;
  }

  @Override
  public void ticked(TickTimes times) {
    ZoneState state = released;
    released = null;
    if (state == null || state.zone() != times.zone() || state.tick() != times.tick()) {
      return;
    }
    for (InputOutcome outcome : state.inputs()) {
      PlayerInput input = outcome.input();
      if (input.type() == PlayerInput.Type.COMMAND) {
        CommandTrace trace = CommandTrace.of(world, input.player(), input.number());
        if (trace.isTraced(oneIn)) {
          sendTick(trace, times);
        }
      }
    }
  }

  private void sendTick(CommandTrace trace, TickTimes t) {
    Attributes attributes =
        Attributes.builder()
            .put("zonescaler.node", node)
            .put("zonescaler.zone", t.zone())
            .put("zonescaler.tick", t.tick())
            .put("zonescaler.late.millis", t.lateMillis())
            .build();
    Attributes none = Attributes.empty();
    SpanKind kind = SpanKind.INTERNAL;
    export.send(trace, TICK, GATEWAY, kind, t.readyMillis(), t.safeMillis(), attributes);
    export.send(trace, RUN, TICK, kind, t.ranMillis(), t.madeMillis(), none);
    export.send(trace, COMMIT, TICK, kind, t.madeMillis(), t.safeMillis(), none);
  }
}
