package io.zonescaler.server.gateway;

import io.zonescaler.state.PlayerInput;
import io.zonescaler.v1.proto.Ack;
import io.zonescaler.v1.proto.ServerMessage;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A session's commands from their arrival to their acknowledgement. They are sent again until a
 * safe frame shows that they were consumed; the world's check of numbers makes that exactly once.
 * Not thread-safe.
 */
final class CommandQueue {
  private static final class Pending {
    final long number;
    final byte[] payload;
    final long arrivedNanos;
    final long receivedMillis;
    long submittedMillis;
    long sentMillis;

    Pending(long number, byte[] payload, long arrivedNanos, long now) {
      this.number = number;
      this.payload = payload;
      this.arrivedNanos = arrivedNanos;
      receivedMillis = now;
    }
  }

  /** A command that was consumed, and what the client is to be told. */
  private record Consumed(Pending command, Ack ack, long knownMillis) {
    CommandTimes times(long player, long now, boolean hasRoot) {
      return new CommandTimes(
          player,
          command.number,
          command.receivedMillis,
          command.submittedMillis,
          knownMillis,
          now,
          ack.getTick(),
          ack.getRefusal(),
          hasRoot);
    }
  }

  private final GatewayMetrics metrics;
  private final ArrayDeque<Pending> pending = new ArrayDeque<>();
  private final ArrayDeque<Consumed> acks = new ArrayDeque<>();
  private long received;
  private long sentZone;

  /** An empty queue; the metrics are told of commands that come and are acknowledged. */
  CommandQueue(GatewayMetrics metrics) {
    this.metrics = metrics;
  }

  /** Begins after the last command that the world has consumed. */
  void begin(long lastCommand) {
    received = lastCommand;
  }

  /**
   * Takes in a command; the answer says why not, or is null.
   *
   * @param arrivedNanos when it came, by {@link System#nanoTime}
   * @param now the time, in milliseconds since 1970
   */
  @Nullable Refusal offer(
      long number, byte[] payload, long arrivedNanos, int mostOutstanding, long now) {
    if (number != received + 1) {
      return Refusal.invalid(
          "command number "
              + Long.toUnsignedString(number)
              + ": the next one is "
              + (received + 1)
              + "; count up from Welcome.last_command without gaps");
    }
    if (outstanding() >= mostOutstanding) {
      return Refusal.tooMuch(
          GatewayLimit.OUTSTANDING_COMMANDS,
          "more than "
              + mostOutstanding
              + " commands without an acknowledgement; wait for some before sending more");
    }
    received = number;
    pending.add(new Pending(number, payload, arrivedNanos, now));
    metrics.commanded();
    return null;
  }

  /** Commands whose acknowledgement the client cannot have yet. */
  int outstanding() {
    return pending.size() + acks.size();
  }

  boolean isIdle() {
    return outstanding() == 0;
  }

  /**
   * Gives out what has to be sent to the zone of the avatar: what is new or was sent too long ago,
   * and everything if the zone is another one than before.
   */
  void send(long player, long epoch, long zone, long now, long again, Consumer<PlayerInput> out) {
    boolean all = zone != sentZone;
    sentZone = zone;
    for (Pending p : pending) {
      if (all || p.sentMillis == 0 || now - p.sentMillis >= again) {
        p.sentMillis = now;
        p.submittedMillis =
            p.submittedMillis == 0 ? Math.max(now, p.receivedMillis) : p.submittedMillis;
        out.accept(new PlayerInput(player, PlayerInput.Type.COMMAND, epoch, p.number, p.payload));
      }
    }
  }

  /** A safe frame shows what became of a command. */
  void consumed(long number, @Nullable String refusal, long tick, long now) {
    consumedUpTo(number - 1, tick, now);
    Pending head = pending.peek();
    if (head != null && head.number == number) {
      pending.remove();
      Ack ack =
          Ack.newBuilder()
              .setNumber(number)
              .setTick(tick)
              .setRefusal(refusal == null ? "" : refusal)
              .build();
      acks.add(new Consumed(head, ack, now));
    }
  }

  /** The avatar's record shows that commands were consumed; their frames were not seen here. */
  void consumedUpTo(long number, long tick, long now) {
    for (Pending head = pending.peek();
        head != null && head.number <= number;
        head = pending.peek()) {
      pending.remove();
      Ack ack =
          Ack.newBuilder().setNumber(head.number).setTick(tick).setOutcomeUnknown(true).build();
      acks.add(new Consumed(head, ack, now));
    }
  }

  /**
   * Tells the client, as long as it reads.
   *
   * @param traces is told of each; null if nobody is
   * @param hasRoot whether the client makes the root spans of traces
   */
  void acknowledge(
      ClientLink link, long player, long now, @Nullable CommandTraces traces, boolean hasRoot) {
    while (!acks.isEmpty() && link.isReady()) {
      Consumed next = acks.remove();
      link.send(ServerMessage.newBuilder().setAck(next.ack).build());
      metrics.acknowledged(
          System.nanoTime() - next.command.arrivedNanos, !next.ack.getRefusal().isEmpty());
      if (traces != null) {
        traces.acknowledged(next.times(player, now, hasRoot));
      }
    }
  }
}
