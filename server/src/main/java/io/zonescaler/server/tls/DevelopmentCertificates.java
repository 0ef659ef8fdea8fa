package io.zonescaler.server.tls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  private static final String KEY = ".key";
  private static final String AUTHORITY_KEY = "authority" + KEY;
  private static final Duration AUTHORITY_VALID = Duration.ofDays(3650);
  private static final Duration NODE_VALID = Duration.ofDays(825);
  private static final int LINE = 64;

  private final X500Name authority;
  private final PrivateKey authorityKey;
  private final Map<String, String> files = new LinkedHashMap<>();

  private DevelopmentCertificates(X500Name authority, PrivateKey authorityKey) {
    this.authority = authority;
    this.authorityKey = authorityKey;
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
    DevelopmentCertificates made = new DevelopmentCertificates(name, key.getPrivate());
    made.add(AUTHORITY, signed(builder, key.getPrivate()));
    made.add(AUTHORITY_KEY, key.getPrivate());
    return made;
  }

  /**
   * The authority whose files are in a directory, or a new one if there are none.
   *
   * @throws IllegalArgumentException if there are such files, and they cannot be used
   */
  public static DevelopmentCertificates in(Path directory) {
    Path certificate = directory.resolve(AUTHORITY);
    Path key = directory.resolve(AUTHORITY_KEY);
    if (!Files.exists(certificate) && !Files.exists(key)) {
      return create();
    }
    PrivateKey itsKey = TlsIdentity.privateKey(key);
    X509Certificate itself = TlsIdentity.certificates(certificate)[0];
    TlsIdentity.requirePair(itself.getPublicKey(), itsKey, key, certificate);
    return new DevelopmentCertificates(
        X500Name.getInstance(itself.getSubjectX500Principal().getEncoded()), itsKey);
  }

  /**
   * Makes {@code NAME.pem} and {@code NAME.key} of a node.
   *
   * @param hosts names and addresses by which others reach the node
   * @return this
   * @throws IllegalArgumentException if that cannot be a host, or the name is taken
   */
  public DevelopmentCertificates node(String node, List<String> hosts) {
    KeyPair key = newKey();
    X509v3CertificateBuilder builder = builder(authority, name(node), key, NODE_VALID);
    GeneralName[] names =
        hosts.stream()
            .map(
                host ->
                    new GeneralName(
                        TlsIdentity.ADDRESS.matcher(host).matches()
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
    add(node + ".pem", signed(builder, authorityKey));
    add(node + KEY, key.getPrivate());
    return this;
  }

  private void add(String file, X509Certificate certificate) {
    try {
      add(file, pem("CERTIFICATE", certificate.getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private void add(String file, PrivateKey key) {
    add(file, pem("PRIVATE KEY", key.getEncoded()));
  }

  private void add(String file, String text) {
    if (files.put(file, text) != null) {
      throw new IllegalArgumentException("there are two of " + file);
    }
  }

  /**
   * Writes what was made into a directory: all of it or, if some of it is there already, nothing.
   *
   * @return this
   * @throws IOException if that is not possible
   */
  public DevelopmentCertificates write(Path directory) throws IOException {
    Files.createDirectories(directory);
    for (String file : files.keySet()) {
      if (Files.exists(directory.resolve(file))) {
        throw new FileAlreadyExistsException(directory.resolve(file).toString());
      }
    }
    for (Map.Entry<String, String> file : files.entrySet()) {
      String rights = file.getKey().endsWith(KEY) ? "rw-------" : "rw-r--r--";
      Path path = directory.resolve(file.getKey());
      Files.createFile(
          path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(rights)));
      Files.writeString(path, file.getValue(), StandardCharsets.UTF_8, StandardOpenOption.WRITE);
    }
    return this;
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

  private static String pem(String type, byte[] bytes) {
    String text = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(bytes);
    return "-----BEGIN " + type + "-----\n" + text + "\n-----END " + type + "-----\n";
  }
}
