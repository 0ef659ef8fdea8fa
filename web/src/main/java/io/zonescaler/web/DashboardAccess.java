package io.zonescaler.web;

import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How a dashboard is reached.
 *
 * @param tls the node's certificate, for HTTPS; null for HTTP
 * @param callers who somebody on another machine is, by a token, which is empty if none was given;
 *     null if anyone may look, and nobody from there steer
 */
public record DashboardAccess(
    @Nullable SSLContext tls, @Nullable Function<String, Caller> callers) {
  /** HTTP for anyone. */
  public static final DashboardAccess OPEN = new DashboardAccess(null, null);

  /**
   * Somebody on another machine.
   *
   * @param name who it is; empty if that is not known
   * @param mayNotLook why the world is not shown, or null
   * @param mayNotSteer why nothing is done, or null
   */
  public record Caller(String name, @Nullable String mayNotLook, @Nullable String mayNotSteer) {}
}
