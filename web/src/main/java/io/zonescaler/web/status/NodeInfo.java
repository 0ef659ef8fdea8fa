package io.zonescaler.web.status;

/**
 * What is known of a node besides its reports.
 *
 * @param pid its process id; 0 if not known
 * @param grpc host:port of its game API; empty if not known
 * @param http host:port of its dashboard; empty if not known
 * @param cpu cores that its process keeps busy; 0 if not known
 */
public record NodeInfo(long pid, String grpc, String http, double cpu) {
  /** A node of which nothing is known. */
  public static NodeInfo unknown() {
    return new NodeInfo(0, "", "", 0);
  }
}
