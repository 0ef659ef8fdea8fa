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
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks the JSON Web Tokens (RFC 7519, signed as in RFC 7515) by which players prove who they are:
 * the signature by a key that is trusted, subject, expiry, and issuer and audience if they are
 * wanted. Thread-safe.
 */
public final class PlayerTokens {
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
    String text = keys.strip();
    if (text.startsWith("{")) {
      return new PlayerTokens(keySet(text), issuer, audience);
    }
    return new PlayerTokens(
        new JWKSet(new OctetSequenceKey.Builder(secret(text)).build()), issuer, audience);
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

  private static byte[] secret(String text) {
    byte[] secret = text.getBytes(StandardCharsets.UTF_8);
    if (secret.length < SHORTEST_SECRET) {
      throw new IllegalArgumentException(
          "a shared secret has at least " + SHORTEST_SECRET + " bytes, this one " + secret.length);
    }
    return secret;
  }

  /** Whose token it is, or why it is not accepted. */
  record Checked(String player, @Nullable String problem) {
    static Checked refused(String problem) {
      return new Checked("", problem);
    }
  }

  Checked check(String token) {
    if (token.isEmpty()) {
      return Checked.refused("this world lets players in with a token only: see Join.token");
    }
    if (token.length() > LONGEST_TOKEN) {
      return Checked.refused("a token of more than " + LONGEST_TOKEN + " characters");
    }
    try {
      String player = processor.process(token, null).getSubject();
      return player == null
          ? Checked.refused("the token has no subject")
          : new Checked(player, null);
    } catch (ParseException e) {
      return Checked.refused("what was sent as a token is no JSON Web Token");
    } catch (BadJOSEException | JOSEException e) {
      return Checked.refused("the token is not accepted: " + e.getMessage());
    }
  }

  /**
   * A token for a player, as the game's own login would give it out; for trying things out.
   *
   * @param secret the shared secret
   * @param issuer who says so; empty for nobody
   * @param audience what it is meant for; empty for anything
   * @param valid how long
   * @throws IllegalArgumentException if the secret is too short
   */
  public static String issue(
      String secret, String player, String issuer, String audience, Duration valid) {
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
    SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims.build());
    try {
      token.sign(new MACSigner(secret(secret.strip())));
    } catch (JOSEException e) {
      throw new IllegalArgumentException("cannot sign: " + e.getMessage(), e);
    }
    return token.serialize();
  }
}
