package io.zonescaler.server.tls;

import io.grpc.ChannelCredentials;
import io.grpc.ServerCredentials;
import io.grpc.TlsChannelCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.util.CertificateUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Who a node is: its certificate and private key, and the authority whose certificates it takes
 * other nodes by. Players need no certificates; what they are shown is the node's. Immutable.
 */
public final class TlsIdentity {
  private static final char[] NO_PASSWORD = {};

  /** Kinds of names as {@link X509Certificate#getSubjectAlternativeNames} numbers them. */
  private static final Integer DNS_NAME = 2;

  private static final Integer IP_ADDRESS = 7;

  /** Looks like an IP address, and not like a name that would have to be resolved. */
  static final Pattern ADDRESS = Pattern.compile("[0-9.]+|.*:.*");

  private final KeyManager[] keys;
  private final TrustManager[] trust;
  private final X509Certificate certificate;

  private TlsIdentity(KeyManager[] keys, TrustManager[] trust, X509Certificate certificate) {
    this.keys = keys;
    this.trust = trust;
    this.certificate = certificate;
  }

  /**
   * Reads PEM files, and checks that they belong together and are valid now.
   *
   * @param certificate the node's certificate, and those between it and the authority's, if any
   * @param key the certificate's private key, PKCS #8 without a password
   * @param authority the certificates of who signs those of nodes; nobody else should have one
   *     signed by it
   * @throws IllegalArgumentException that names the file and what is wrong with it
   */
  public static TlsIdentity read(Path certificate, Path key, Path authority) {
    X509Certificate[] chain = certificates(certificate);
    PrivateKey privateKey = privateKey(key);
    TrustManager[] trust = trust(authority);
    requirePair(chain[0].getPublicKey(), privateKey, key, certificate);
    for (TrustManager manager : trust) {
      try {
        // A node is both to other nodes.
        ((X509TrustManager) manager).checkClientTrusted(chain, "UNKNOWN");
        ((X509TrustManager) manager).checkServerTrusted(chain, "UNKNOWN");
      } catch (CertificateException e) {
        throw new IllegalArgumentException(
            certificate + " is not accepted by " + authority + ": " + e.getMessage(), e);
      }
    }
    return new TlsIdentity(keys(chain, privateKey, certificate), trust, chain[0]);
  }

  /**
   * How clients know nodes.
   *
   * @param authority PEM file of the certificates of who signs those of nodes
   * @throws IllegalArgumentException that names the file and what is wrong with it
   */
  public static ChannelCredentials trusting(Path authority) {
    return TlsChannelCredentials.newBuilder().trustManager(trust(authority)).build();
  }

  /** The same for clients that speak HTTP. */
  public static SSLContext contextTrusting(Path authority) {
    return context(null, trust(authority));
  }

  /** For a port that clients without certificates use. */
  public ServerCredentials forClients() {
    return TlsServerCredentials.newBuilder().keyManager(keys).build();
  }

  /** For a port that only nodes may use: who has no certificate of the authority gets no answer. */
  public ServerCredentials forNodes() {
    return TlsServerCredentials.newBuilder()
        .keyManager(keys)
        .trustManager(trust)
        .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE)
        .build();
  }

  /** For calls to other nodes. */
  public ChannelCredentials toNodes() {
    return TlsChannelCredentials.newBuilder().keyManager(keys).trustManager(trust).build();
  }

  /** For sockets of both sides, that show this certificate and trust the authority's. */
  public SSLContext context() {
    return context(keys, trust);
  }

  /** Whether the certificate is for who is reached by this host name or address (RFC 6125). */
  public boolean isFor(String host) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      for (List<?> name : names == null ? List.<List<?>>of() : names) {
        String text = name.get(1).toString();
        boolean isAddress = name.get(0).equals(IP_ADDRESS);
        boolean isName = name.get(0).equals(DNS_NAME);
        if ((isAddress && isSameAddress(text, host)) || (isName && covers(text, host))) {
          return true;
        }
      }
      return false;
    } catch (CertificateParsingException e) {
      return false;
    }
  }

  private static boolean isSameAddress(String address, String host) {
    try {
      boolean isAddress = ADDRESS.matcher(host).matches();
      return isAddress && InetAddress.getByName(address).equals(InetAddress.getByName(host));
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static boolean covers(String name, String host) {
    int dot = host.indexOf('.');
    return name.equalsIgnoreCase(host)
        || (name.startsWith("*.")
            && dot > 0
            && name.substring(1).equalsIgnoreCase(host.substring(dot)));
  }

  /** How long the certificate is still valid. */
  public Duration validFor() {
    return Duration.between(Instant.now(), certificate.getNotAfter().toInstant());
  }

  private static SSLContext context(KeyManager @Nullable [] keys, TrustManager[] trust) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, trust, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has TLS", e);
    }
  }

  static X509Certificate[] certificates(Path file) {
    try {
      X509Certificate[] found =
          CertificateUtils.getX509Certificates(new ByteArrayInputStream(bytes(file)));
      if (found.length > 0) {
        return found;
      }
    } catch (CertificateException e) {
      throw new IllegalArgumentException(file + " has no certificates in PEM: " + e, e);
    }
    throw new IllegalArgumentException(file + " has no certificates in PEM");
  }

  /** The message of a failure could show what is secret, and is left out. */
  static PrivateKey privateKey(Path file) {
    try {
      return CertificateUtils.getPrivateKey(new ByteArrayInputStream(bytes(file)));
    } catch (GeneralSecurityException | IOException | RuntimeException e) {
      throw new IllegalArgumentException(
          file + " has no private key in PEM (PKCS #8 without a password: -----BEGIN PRIVATE KEY)");
    }
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + " cannot be read: " + e, e);
    }
  }

  static void requirePair(PublicKey open, PrivateKey secret, Path key, Path certificate) {
    boolean isPair;
    try {
      Signature signature =
          Signature.getInstance(
              switch (secret.getAlgorithm()) {
                case "EC" -> "SHA256withECDSA";
                case "RSA" -> "SHA256withRSA";
                default -> secret.getAlgorithm();
              });
      byte[] text = certificate.toString().getBytes(StandardCharsets.UTF_8);
      signature.initSign(secret);
      signature.update(text);
      byte[] signed = signature.sign();
      signature.initVerify(open);
      signature.update(text);
      isPair = signature.verify(signed);
    } catch (GeneralSecurityException e) {
      isPair = false;
    }
    if (!isPair) {
      throw new IllegalArgumentException(key + " is not the key of " + certificate);
    }
  }

  private static KeyManager[] keys(X509Certificate[] chain, PrivateKey key, Path file) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      try {
        store.setKeyEntry("node", key, NO_PASSWORD, chain);
      } catch (KeyStoreException e) {
        throw new IllegalArgumentException(
            file + " does not have the node's certificate first, then each one's issuer", e);
      }
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, NO_PASSWORD);
      return factory.getKeyManagers();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("a key store in memory", e);
    }
  }

  private static TrustManager[] trust(Path authority) {
    X509Certificate[] trusted = certificates(authority);
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (int i = 0; i < trusted.length; i++) {
        store.setCertificateEntry("authority" + i, trusted[i]);
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return Arrays.stream(factory.getTrustManagers())
          .filter(X509TrustManager.class::isInstance)
          .toArray(TrustManager[]::new);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("a key store in memory", e);
    }
  }
}
