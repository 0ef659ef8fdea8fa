package io.zonescaler.web;

import io.javalin.http.Context;
import io.zonescaler.cluster.InputLog;
import io.zonescaler.cluster.WorldAccess;
import io.zonescaler.web.status.InputsJson;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/v1/inputs?from=TICK&to=TICK}: what this node's zones recorded, for a re-execution.
 */
final class RecordedInputs {
  private final WorldAccess access;

  RecordedInputs(WorldAccess access) {
    this.access = access;
  }

  InputsJson read(Context context) {
    long from = tick(context, "from", 1);
    long to = tick(context, "to", Long.MAX_VALUE);
    InputLog log = access.inputs();
    return InputsJson.of(access.node(), log.completeFrom(), log.entries(from, to));
  }

  private static long tick(Context context, String name, long fallback) {
    @Nullable String text = context.queryParam(name);
    if (text == null) {
      return fallback;
    }
    try {
      long tick = Long.parseLong(text);
      if (tick >= 0) {
        return tick;
      }
    } catch (NumberFormatException e) {
      // Told below, with what is wrong.
      throw wrong(name, text);
    }
    throw wrong(name, text);
  }

  private static ApiException wrong(String name, String text) {
    return new ApiException(
        400, name + "=" + text + " is no tick", "GET /api/v1/inputs", "give a number from 0");
  }
}
