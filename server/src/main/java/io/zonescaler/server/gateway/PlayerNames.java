package io.zonescaler.server.gateway;

import io.zonescaler.math.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** From names to the ids by which the world knows players: the same on every node and for ever. */
public final class PlayerNames {
  private PlayerNames() {}

  /**
   * Id of the player of that name: the first 64 bits of its SHA-256, which makes it hard to find a
   * name that has another player's id; never 0.
   */
  public static long idOf(String name) {
    byte[] hash = Sha256.begin().digest(name.getBytes(StandardCharsets.UTF_8));
    long id = ByteBuffer.wrap(hash).getLong();
    return id == 0 ? 1 : id;
  }

  /** What is wrong with a name, or null. */
  static @Nullable String problem(String name, int longest) {
    int length = name.codePointCount(0, name.length());
    if (length < 1 || length > longest) {
      return "a player's name has 1 to " + longest + " characters, this one has " + length;
    }
    if (name.codePoints().anyMatch(c -> Character.isISOControl(c) || !Character.isDefined(c))) {
      return "a player's name has no control characters";
    }
    if (Character.isWhitespace(name.codePointAt(0))
        || Character.isWhitespace(name.codePointBefore(name.length()))) {
      return "a player's name does not begin or end with white space";
    }
    return null;
  }
}
