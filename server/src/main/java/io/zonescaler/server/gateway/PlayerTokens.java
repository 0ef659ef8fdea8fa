package io.zonescaler.server.gateway;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks the JSON Web Tokens (RFC 7519, signed as in RFC 7515) by which players and others prove
 * who they are: the signature by a key that is trusted, subject, expiry, and issuer and audience if
 * they are wanted; the claim {@code roles} is a list of what else its owner may do. Thread-safe.
 */
public final class PlayerTokens {
  /** Role of those who may see the whole world, as no player does. */
  public static final String OBSERVER = "observer";

  /** Role of those who may also steer the world, from any machine. */
  public static final String OPERATOR = "operator";

  /** Role of processes that run the game's logic. */
  public static final String WORKER = "worker";

  private static final String ROLES = "roles";

  /** How public keys, and addresses of key sets, begin. */
  private static final List<String> PUBLIC =
      List.of("ssh-", "ecdsa-", "sk-ssh-", "http://", "https://");

  private static final String BYTE_ORDER_MARK = "\ufeff";

  /** Bytes of HS256's hash: RFC 7518 wants secrets to have as many. */
  private static final int SHORTEST_SECRET = 32;

  private static final int LONGEST_TOKEN = 4096;
  private static final int CLOCK_SKEW_SECONDS = 30;

  /** None of these takes a public key for a secret: keys are chosen by their type. */
  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(
          JWSAlgorithm.HS256,
          JWSAlgorithm.HS384,
          JWSAlgorithm.HS512,
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.ES256,
          JWSAlgorithm.ES384);

  private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

  private PlayerTokens(JWKSet keys, String issuer, String audience) {
    JWTClaimsSet.Builder exact = new JWTClaimsSet.Builder();
    if (!issuer.isEmpty()) {
      exact.issuer(issuer);
    }
    DefaultJWTClaimsVerifier<SecurityContext> claims =
        new DefaultJWTClaimsVerifier<>(
            audience.isEmpty() ? null : audience, exact.build(), Set.of("sub", "exp"));
    claims.setMaxClockSkew(CLOCK_SKEW_SECONDS);
    processor.setJWTClaimsSetVerifier(claims);
    processor.setJWSKeySelector(
        new JWSVerificationKeySelector<>(ALGORITHMS, new ImmutableJWKSet<>(keys)));
  }

  /**
   * Trusts what is signed with these keys.
   *
   * @param keys a shared secret of at least 32 bytes, or a JSON Web Key Set (RFC 7517)
   * @param issuer the only issuer that is trusted; empty for any
   * @param audience what tokens have to be meant for; empty for anything
   * @throws IllegalArgumentException if the keys are neither
   */
  public static PlayerTokens of(String keys, String issuer, String audience) {
    JWKSet set =
        isKeySet(keys)
            ? keySet(text(keys))
            : new JWKSet(new OctetSequenceKey.Builder(secret(keys)).build());
    return new PlayerTokens(set, issuer, audience);
  }

  /** Whether keys are a JSON Web Key Set, and not a shared secret. */
  public static boolean isKeySet(String keys) {
    return text(keys).startsWith("{");
  }

  /** The keys without what editors put around them. */
  public static String text(String keys) {
    return (keys.startsWith(BYTE_ORDER_MARK) ? keys.substring(1) : keys).strip();
  }

  private static JWKSet keySet(String text) {
    try {
      JWKSet set = JWKSet.parse(text);
      if (set.isEmpty()) {
        throw new IllegalArgumentException("the key set has no keys");
      }
      return set;
    } catch (ParseException e) {
      // Its message may quote what is secret.
      throw new IllegalArgumentException("begins like a JSON Web Key Set, but is none", e);
    }
  }

  /** What is public anyway, such as a certificate, must not be taken for a secret. */
  private static byte[] secret(String keys) {
    String text = text(keys);
    if (text.startsWith("-----BEGIN")) {
      throw new IllegalArgumentException(
          "this is PEM; public keys are taken as a JSON Web Key Set, {\"keys\": [...]}");
    }
    if (text.startsWith("[") || text.startsWith("\"")) {
      throw new IllegalArgumentException(
          "this is JSON, but no JSON Web Key Set, which is {\"keys\": [...]}");
    }
    if (PUBLIC.stream().anyMatch(text::startsWith) || isDer(text)) {
      throw new IllegalArgumentException(
          "this looks like a public key, or an address of some; these are taken as a JSON Web Key"
              + " Set, {\"keys\": [...]}");
    }
    if (text.chars().anyMatch(c -> Character.isISOControl(c) || c == '\ufffd')) {
      throw new IllegalArgumentException(
          "a shared secret is one line of text, this is more lines or no text");
    }
    byte[] secret = text.getBytes(StandardCharsets.UTF_8);
    if (secret.length < SHORTEST_SECRET) {
      throw new IllegalArgumentException(
          "a shared secret has at least " + SHORTEST_SECRET + " bytes, this one " + secret.length);
    }
    return secret;
  }

  /** Whether this is base64 of what keys and certificates are written as: one ASN.1 sequence. */
  private static boolean isDer(String text) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      return false;
    }
    if (bytes.length < 4 || bytes[0] != 0x30) {
      return false;
    }
    int first = bytes[1] & 0xff;
    int length =
        switch (first) {
          case 0x81 -> 3 + (bytes[2] & 0xff);
          case 0x82 -> 4 + (bytes[2] & 0xff) * 256 + (bytes[3] & 0xff);
          default -> 2 + first;
        };
    return length == bytes.length;
  }

  /**
   * Whose token it is, or why it is not accepted.
   *
   * @param player the token's subject; empty if it is not accepted
   * @param roles what else its owner may do
   * @param problem why it is not accepted, or null
   */
  public record Checked(String player, List<String> roles, @Nullable String problem) {
    /** Why its owner may not do what a role may, or null; operators may what observers may. */
    public @Nullable String refusal(String role) {
      boolean has = roles.contains(role) || (role.equals(OBSERVER) && roles.contains(OPERATOR));
      return problem != null || has
          ? problem
          : "the token's claim 'roles' does not have '" + role + "'";
    }

    static Checked refused(String problem) {
      return new Checked("", List.of(), problem);
    }
  }

  /** Checks a token in its compact form; takes about 0.1 ms for one that is signed. */
  public Checked check(String token) {
    if (token.isEmpty()) {
      return Checked.refused("this world lets in with a token only");
    }
    if (token.length() > LONGEST_TOKEN) {
      return Checked.refused("a token of more than " + LONGEST_TOKEN + " characters");
    }
    try {
      JWTClaimsSet claims = processor.process(token, null);
      String player = claims.getSubject();
      return player == null
          ? Checked.refused("the token has no subject")
          : new Checked(player, roles(claims.getClaim(ROLES)), null);
    } catch (ParseException e) {
      return Checked.refused("what was sent as a token is no JSON Web Token");
    } catch (BadJOSEException | JOSEException e) {
      return Checked.refused("the token is not accepted: " + e.getMessage());
    }
  }

  /** Logins may use the claim for other things: what is no list of texts is no role of ours. */
  private static List<String> roles(@Nullable Object claim) {
    return claim instanceof List<?> list
        ? list.stream().filter(String.class::isInstance).map(String.class::cast).toList()
        : List.of();
  }

  /**
   * A token for a player or an observer, as the game's own login would give it out; for trying
   * things out.
   *
   * @param secret the shared secret
   * @param issuer who says so; empty for nobody
   * @param audience what it is meant for; empty for anything
   * @param valid how long
   * @param roles what its owner may do besides playing, such as {@link #OBSERVER}
   * @throws IllegalArgumentException if the secret is too short
   */
  public static String issue(
      String secret,
      String player,
      String issuer,
      String audience,
      Duration valid,
      List<String> roles) {
    JWTClaimsSet.Builder claims =
        new JWTClaimsSet.Builder()
            .subject(player)
            .claim("exp", Instant.now().plus(valid).getEpochSecond());
    if (!issuer.isEmpty()) {
      claims.issuer(issuer);
    }
    if (!audience.isEmpty()) {
      claims.audience(List.of(audience));
    }
    if (!roles.isEmpty()) {
      claims.claim(ROLES, roles);
    }
    SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims.build());
    try {
      token.sign(new MACSigner(secret(secret)));
    } catch (JOSEException e) {
      throw new IllegalArgumentException("cannot sign: " + e.getMessage(), e);
    }
    return token.serialize();
  }
}
