package io.zonescaler.server.gateway;

import io.zonescaler.math.StableHash;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** From names to the ids by which the world knows players: the same on every node and for ever. */
public final class PlayerNames {
  private static final long NAME = 0x6e616d65L;

  private PlayerNames() {}

  /** Id of the player of that name; never 0. */
  public static long idOf(String name) {
    long hash = NAME;
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      hash = StableHash.hash(hash, b);
    }
    return hash == 0 ? 1 : hash;
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
