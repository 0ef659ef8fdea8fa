package io.zonescaler.server.gateway;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Tells a call's code where it comes from. */
final class AddressOfCaller implements ServerInterceptor {
  private static final Context.Key<String> ADDRESS = Context.keyWithDefault("address", "");

  /** Numeric address, of IPv6 the network, of who makes the current call; empty if it has none. */
  static String get() {
    return ADDRESS.get();
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    String address =
        call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR) instanceof InetSocketAddress inet
            ? text(inet.getAddress())
            : "";
    return Contexts.interceptCall(
        Context.current().withValue(ADDRESS, address), call, headers, next);
  }

  /** Of IPv6 the network only: whoever has one has 2^64 addresses. */
  static String text(@Nullable InetAddress address) {
    if (address instanceof Inet6Address six) {
      return HexFormat.of().formatHex(six.getAddress(), 0, 8) + "/64";
    }
    return address == null ? "" : address.getHostAddress();
  }
}
