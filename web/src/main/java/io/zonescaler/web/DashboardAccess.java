package io.zonescaler.web;

import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How a dashboard is reached.
 *
 * @param tls the node's certificate, for HTTPS; null for HTTP
 * @param refusal what is wrong with a token, empty if none was given, of who wants to look from
 *     elsewhere than this machine, or null; null itself if anyone may look
 */
public record DashboardAccess(
    @Nullable SSLContext tls, @Nullable Function<String, @Nullable String> refusal) {
  /** HTTP for anyone. */
  public static final DashboardAccess OPEN = new DashboardAccess(null, null);
}
