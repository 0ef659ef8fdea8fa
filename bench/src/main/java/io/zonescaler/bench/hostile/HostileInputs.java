package io.zonescaler.bench.hostile;

import io.zonescaler.server.gateway.PlayerTokens;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** All hostile inputs. */
public final class HostileInputs {
  private HostileInputs() {}

  /**
   * Inputs for a node.
   *
   * @param grpc host:port for players
   * @param http host:port of the dashboard
   * @param secret what players' tokens are signed with
   */
  public static List<HostileInput> of(String grpc, String http, String secret) {
    String observer =
        PlayerTokens.issue(
            secret, "tv", "", "", Duration.ofHours(24), List.of(PlayerTokens.OBSERVER));
    String expired =
        PlayerTokens.issue(
            secret, "olga", "", "", Duration.ofHours(-1), List.of(PlayerTokens.OPERATOR));
    List<HostileInput> all = new ArrayList<>(new HostileGrpc(grpc, secret).inputs());
    all.addAll(new HostileSockets(socket(grpc), socket(http), observer, expired).inputs());
    return all;
  }

  private static InetSocketAddress socket(String address) {
    int colon = address.lastIndexOf(':');
    return new InetSocketAddress(
        address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
  }
}
