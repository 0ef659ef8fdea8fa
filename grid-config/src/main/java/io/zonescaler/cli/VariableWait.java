package io.zonescaler.cli;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Finds out from one status after the other what has become of a value that a world variable was to
 * get. Others may set it at the same time; of several values set before one is in force, the last
 * counts, and a coordinator that dies may have forgotten it. Not thread-safe.
 */
final class VariableWait {
  /** What has become of it. */
  enum Outcome {
    /** Nothing can be seen of it yet. */
    UNKNOWN,
    /** It is decided, and will be in force. */
    DECIDED,
    /** It is decided, and will be in force when the world is resumed. */
    WAITS_FOR_RESUME,
    /** It is in force. */
    IN_FORCE,
    /** Another value was set in its place. */
    REPLACED,
    /** It should be in force by now, and is not. */
    LOST
  }

  /** Twice the way to the horizon. */
  private static final int LIMIT_SECONDS = 20;

  private final String name;
  private final String text;
  private final long lastTick;
  private long decidedTick = -1;

  /**
   * Begins when the value has been asked for.
   *
   * @param before a status from before that
   */
  VariableWait(String name, String text, JsonNode before) {
    this.name = name;
    this.text = text;
    lastTick =
        StatusClient.tick(before) + LIMIT_SECONDS * before.path("world").path("tickRate").asLong();
  }

  Outcome look(JsonNode status) {
    JsonNode variable = variable(status, name);
    long nextTick = variable.path("nextTick").asLong(-1);
    boolean isNow = variable.path("value").asText().equals(text);
    boolean isNext = nextTick >= 0 && variable.path("next").asText().equals(text);
    if (isNext) {
      decidedTick = nextTick;
      return status.path("world").path("state").asText().equals("paused")
          ? Outcome.WAITS_FOR_RESUME
          : Outcome.DECIDED;
    }
    if (isNow && (nextTick < 0 || decidedTick >= 0)) {
      return Outcome.IN_FORCE;
    }
    if (decidedTick >= 0 && (nextTick == decidedTick || StatusClient.tick(status) > decidedTick)) {
      return Outcome.REPLACED;
    }
    if (StatusClient.tick(status) <= lastTick) {
      return Outcome.UNKNOWN;
    }
    return isNow ? Outcome.IN_FORCE : Outcome.LOST;
  }

  /** What a status says of a variable; empty if nothing. */
  static JsonNode variable(JsonNode status, String name) {
    for (JsonNode variable : status.path("variables")) {
      if (variable.path("name").asText().equals(name)) {
        return variable;
      }
    }
    return Json.object();
  }
}
