package io.zonescaler.node;

import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.ServerCredentials;
import io.zonescaler.server.tls.TlsIdentity;
import java.nio.file.Path;
import java.util.function.Function;
import javax.cache.configuration.Factory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How a node's connections are encrypted, and by what it knows other nodes. The files are read
 * once.
 */
public final class NodeTls {
  private final String certificate;
  private final String key;
  private final String authority;
  private @Nullable TlsIdentity identity;

  private NodeTls(String certificate, String key, String authority) {
    this.certificate = certificate;
    this.key = key;
    this.authority = authority;
  }

  /** That of a node. */
  public static NodeTls of(NodeSettings settings) {
    return new NodeTls(
        settings.get("tls.certificate"), settings.get("tls.key"), settings.get("tls.authority"));
  }

  /** Who signs the nodes' certificates; empty if nothing is encrypted. */
  public String authority() {
    return certificate.isEmpty() ? "" : authority;
  }

  /**
   * Who the node is, or null if nothing is encrypted.
   *
   * @throws UserError if the files cannot be used
   */
  public synchronized @Nullable TlsIdentity identity() {
    if (identity == null && !(certificate + key + authority).isEmpty()) {
      UserError.require(
          !certificate.isEmpty() && !key.isEmpty() && !authority.isEmpty(),
          "TLS with a part of tls.certificate, tls.key and tls.authority",
          "certificate '" + certificate + "', key '" + key + "', authority '" + authority + "'",
          "set all three, or none; zonescaler certificates makes some for development");
      identity =
          read(
              "tls.certificate, .key, .authority",
              Path.of(authority),
              trusted -> TlsIdentity.read(Path.of(certificate), Path.of(key), trusted));
    }
    return identity;
  }

  /** For the port that players use. */
  ServerCredentials forClients() {
    TlsIdentity own = identity();
    return own == null ? InsecureServerCredentials.create() : own.forClients();
  }

  /** For the port that nodes use. */
  ServerCredentials forNodes() {
    TlsIdentity own = identity();
    return own == null ? InsecureServerCredentials.create() : own.forNodes();
  }

  /** For calls to the port that nodes use. */
  ChannelCredentials toNodes() {
    TlsIdentity own = identity();
    return own == null ? InsecureChannelCredentials.create() : own.toNodes();
  }

  /** For Ignite's connections, or null if nothing is encrypted. */
  public @Nullable Factory<SSLContext> contexts() {
    TlsIdentity own = identity();
    return own == null ? null : own::context;
  }

  /**
   * How clients of the nodes connect: the authority is all that they need of these settings.
   *
   * @throws UserError if its file cannot be used
   */
  public ChannelCredentials ofClients() {
    return authority.isEmpty()
        ? InsecureChannelCredentials.create()
        : read("tls.authority", Path.of(authority), TlsIdentity::trusting);
  }

  /**
   * How HTTP clients of nodes know them.
   *
   * @throws UserError if the authority's file cannot be used
   */
  public static SSLContext contextTrusting(Path authority) {
    return read("tls.authority", authority, TlsIdentity::contextTrusting);
  }

  private static <T> T read(String where, Path authority, Function<Path, T> reading) {
    try {
      return reading.apply(authority);
    } catch (IllegalArgumentException e) {
      throw UserError.arguments(
          String.valueOf(e.getMessage()),
          where,
          "name PEM files that belong together; zonescaler certificates makes some for"
              + " development");
    }
  }
}
