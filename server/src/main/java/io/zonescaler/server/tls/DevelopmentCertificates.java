package io.zonescaler.server.tls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * An authority of one's own and certificates of nodes, for development and tests: whoever reads the
 * authority's key can make nodes.
 */
public final class DevelopmentCertificates {
  /** File of the authority's certificate, which nodes and clients trust. */
  public static final String AUTHORITY = "authority.pem";

  private static final String AUTHORITY_KEY = "authority.key";
  private static final Duration AUTHORITY_VALID = Duration.ofDays(3650);
  private static final Duration NODE_VALID = Duration.ofDays(825);
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|.*:.*");
  private static final int LINE = 64;

  private final X500Name authority;
  private final KeyPair authorityKey;
  private final X509Certificate authorityCertificate;

  private DevelopmentCertificates(
      X500Name authority, KeyPair authorityKey, X509Certificate authorityCertificate) {
    this.authority = authority;
    this.authorityKey = authorityKey;
    this.authorityCertificate = authorityCertificate;
  }

  /** A new authority, known only here. */
  public static DevelopmentCertificates create() {
    KeyPair key = newKey();
    X500Name name = name("ZoneScaler development authority");
    X509v3CertificateBuilder builder = builder(name, name, key, AUTHORITY_VALID);
    try {
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
      builder.addExtension(
          Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    } catch (CertIOException e) {
      throw new UncheckedIOException(e);
    }
    return new DevelopmentCertificates(name, key, signed(builder, key.getPrivate()));
  }

  /**
   * Writes the authority's certificate and key into a directory.
   *
   * @throws UncheckedIOException if they cannot be written, or are there already
   */
  public void write(Path directory) {
    write(directory.resolve(AUTHORITY), pem("CERTIFICATE", encoded(authorityCertificate)), false);
    write(
        directory.resolve(AUTHORITY_KEY),
        pem("PRIVATE KEY", authorityKey.getPrivate().getEncoded()),
        true);
  }

  /**
   * Writes {@code NAME.pem} and {@code NAME.key} of a node into a directory.
   *
   * @param hosts names and addresses by which others reach the node
   * @throws UncheckedIOException if they cannot be written, or are there already
   */
  public void writeNode(Path directory, String node, List<String> hosts) {
    KeyPair key = newKey();
    X509v3CertificateBuilder builder = builder(authority, name(node), key, NODE_VALID);
    GeneralName[] names =
        hosts.stream()
            .map(
                host ->
                    new GeneralName(
                        ADDRESS.matcher(host).matches()
                            ? GeneralName.iPAddress
                            : GeneralName.dNSName,
                        host))
            .toArray(GeneralName[]::new);
    try {
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      builder.addExtension(
          Extension.extendedKeyUsage,
          false,
          new ExtendedKeyUsage(
              new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth}));
      builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
    } catch (CertIOException e) {
      throw new UncheckedIOException(e);
    }
    X509Certificate certificate = signed(builder, authorityKey.getPrivate());
    write(directory.resolve(node + ".pem"), pem("CERTIFICATE", encoded(certificate)), false);
    write(
        directory.resolve(node + ".key"), pem("PRIVATE KEY", key.getPrivate().getEncoded()), true);
  }

  private static X500Name name(String common) {
    return new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, common).build();
  }

  private static KeyPair newKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has P-256", e);
    }
  }

  private static X509v3CertificateBuilder builder(
      X500Name issuer, X500Name subject, KeyPair key, Duration valid) {
    // Clocks of machines may differ a little.
    Instant from = Instant.now().minus(Duration.ofHours(1));
    return new JcaX509v3CertificateBuilder(
        issuer,
        new BigInteger(127, new SecureRandom()),
        Date.from(from),
        Date.from(from.plus(valid)),
        subject,
        key.getPublic());
  }

  private static X509Certificate signed(X509v3CertificateBuilder builder, PrivateKey by) {
    try {
      return new JcaX509CertificateConverter()
          .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(by)));
    } catch (OperatorCreationException | GeneralSecurityException e) {
      throw new IllegalStateException("every Java signs with P-256", e);
    }
  }

  private static byte[] encoded(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String pem(String type, byte[] bytes) {
    String text = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(bytes);
    return "-----BEGIN " + type + "-----\n" + text + "\n-----END " + type + "-----\n";
  }

  /** Never over what is there: others may rely on it. */
  private static void write(Path file, String text, boolean secret) {
    try {
      Files.createFile(
          file,
          PosixFilePermissions.asFileAttribute(
              PosixFilePermissions.fromString(secret ? "rw-------" : "rw-r--r--")));
      Files.writeString(file, text, StandardCharsets.UTF_8, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
