package io.zonescaler.web;

import io.javalin.http.Context;
import io.zonescaler.cluster.InputLog;
import io.zonescaler.cluster.WorldAccess;
import io.zonescaler.web.status.InputsJson;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/v1/inputs?from=TICK&to=TICK}: what this node's zones recorded, for a re-execution; in
 * pages, as a long-lived world has recorded much. The answer says up to which tick it is.
 */
final class RecordedInputs {
  private static final int PAGE = 2_000;

  private final WorldAccess access;

  RecordedInputs(WorldAccess access) {
    this.access = access;
  }

  InputsJson read(Context context) {
    long from = tick(context, "from", 1);
    long to = tick(context, "to", Long.MAX_VALUE);
    InputLog log = access.inputs();
    List<InputLog.Entry> page = log.entries(from, to, PAGE);
    long covered = page.size() < PAGE ? to : page.get(page.size() - 1).tick();
    return InputsJson.of(access.node(), log.completeFrom(), covered, page);
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
