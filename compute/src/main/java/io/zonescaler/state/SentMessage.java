package io.zonescaler.state;

import io.zonescaler.math.StableHash;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way: sent in {@code sentTick} and due in the tick after, unless it has a long
 * way to go.
 *
 * @param sender id of the sending entity
 * @param sentTick tick in which it was sent
 * @param ordinal number among the sender's messages of that tick, from 0
 * @param kind index of its {@link io.zonescaler.world.MessageKind}
 * @param target id of the receiving entity
 * @param targetKind index of the target's {@link io.zonescaler.world.Kind}
 * @param x the target's position in quanta as the sender saw it, or where the sender believes it
 * @param y the target's position
 * @param z the target's position
 * @param a first argument
 * @param b second argument
 * @param c third argument
 * @param d fourth argument
 * @param way how far it has come, if it is to go farther than the sender can see; else null
 */
public record SentMessage(
    long sender,
    long sentTick,
    int ordinal,
    int kind,
    long target,
    int targetKind,
    int x,
    int y,
    int z,
    long a,
    long b,
    long c,
    long d,
    @Nullable Way way) {
  /**
   * A place, in quanta, that a message has come to.
   *
   * @param x position
   * @param y position
   * @param z position
   */
  public record Way(int x, int y, int z) {}

  /** A message to an entity that the sender sees; parameters as above. */
  public SentMessage(
      long sender,
      long sentTick,
      int ordinal,
      int kind,
      long target,
      int targetKind,
      int x,
      int y,
      int z,
      long a,
      long b,
      long c,
      long d) {
    this(sender, sentTick, ordinal, kind, target, targetKind, x, y, z, a, b, c, d, null);
  }

  /** Argument {@code at}, 0 to 3. */
  public long argument(int at) {
    return switch (at) {
      case 0 -> a;
      case 1 -> b;
      case 2 -> c;
      case 3 -> d;
      default ->
          throw new IllegalArgumentException("a message has 4 arguments, there is no number " + at);
    };
  }

  /** The same message, come to a place on its way. */
  public SentMessage at(Way place) {
    return new SentMessage(
        sender, sentTick, ordinal, kind, target, targetKind, x, y, z, a, b, c, d, place);
  }

  /** The same message at the end of its way, with another last position of its target. */
  public SentMessage returnedAt(int atX, int atY, int atZ) {
    return new SentMessage(
        sender, sentTick, ordinal, kind, target, targetKind, atX, atY, atZ, a, b, c, d);
  }

  /** This message's part of the world hash. */
  public long stableHash() {
    long h = StableHash.hash(sender, sentTick, ordinal, kind);
    h = StableHash.hash(h, target, targetKind);
    h = StableHash.hash(h, x, y, z);
    h = StableHash.hash(h, a, b);
    h = StableHash.hash(h, c, d);
    return way == null ? h : StableHash.hash(h, way.x, way.y, way.z);
  }
}
