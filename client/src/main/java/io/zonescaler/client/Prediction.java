package io.zonescaler.client;

import java.util.ArrayDeque;
import java.util.Iterator;

/**
 * The avatar as it will be once the world has consumed what the player has done: the state of the
 * last update, with the open commands and the ticks until then done to it again. So the player's
 * own moves are felt at once; where the world decides otherwise, the next update puts it right
 * (reconciliation). Not thread-safe.
 *
 * @param <S> the part of the avatar's state that is predicted; immutable
 */
public final class Prediction<S> {
  /**
   * How the game moves an avatar, as far as the client can tell.
   *
   * @param <S> the state
   */
  public interface Model<S> {
    /** The state after a command, and before the tick that consumes it. */
    S command(S state, byte[] payload);

    /** The state a tick later. */
    S tick(S state);
  }

  private static final class Sent {
    final long number;
    final byte[] payload;
    long tick;
    boolean consumed;

    Sent(long number, byte[] payload, long tick) {
      this.number = number;
      this.payload = payload;
      this.tick = tick;
    }
  }

  /** Further ahead nothing is predicted: then the world stands, or is out of reach. */
  private static final int MOST_AHEAD = 64;

  private final Model<S> model;
  private final ArrayDeque<Sent> open = new ArrayDeque<>();
  private S state;
  private long tick;

  /** Begins with a state as of a tick. */
  public Prediction(Model<S> model, long tick, S state) {
    this.model = model;
    this.tick = tick;
    this.state = state;
  }

  /** A command was sent; a tick is likely to consume it: {@link WorldClock#consuming}. */
  public void sent(long number, byte[] payload, long likelyTick) {
    long after = open.isEmpty() ? likelyTick : Math.max(likelyTick, open.getLast().tick);
    open.add(new Sent(number, payload, after));
  }

  /**
   * A tick has consumed a command; -1 if it is not known which: then it counts until the next
   * update.
   */
  public void acknowledged(long number, long consumedTick) {
    for (Sent sent : open) {
      if (sent.number == number) {
        sent.consumed = true;
        sent.tick = consumedTick >= 0 ? consumedTick : tick + 1;
      }
    }
    forgetConsumed();
  }

  private void forgetConsumed() {
    open.removeIf(sent -> sent.consumed && sent.tick <= tick);
  }

  /** The world has this state at a tick. */
  public void updated(long newTick, S newState) {
    tick = newTick;
    state = newState;
    forgetConsumed();
    for (Sent sent : open) {
      // It has not come in time for the ticks until now.
      sent.tick = Math.max(sent.tick, newTick + 1);
    }
  }

  /** The state as it will be at a tick, in all likelihood; not far ahead if no updates come. */
  public S at(long then) {
    S predicted = state;
    long last = Math.min(then, tick + MOST_AHEAD);
    Iterator<Sent> commands = open.iterator();
    Sent next = commands.hasNext() ? commands.next() : null;
    for (long t = tick + 1; t <= last; t++) {
      for (; next != null && next.tick <= t; next = commands.hasNext() ? commands.next() : null) {
        predicted = model.command(predicted, next.payload);
      }
      predicted = model.tick(predicted);
    }
    return predicted;
  }
}
