package io.zonescaler.server.gateway;

import io.zonescaler.cluster.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Tokens with which a client goes on with its session at any node: a player's id and a session's
 * epoch, 8 bytes each, and their HMAC-SHA256 (RFC 2104) by the world's secret. How long one is good
 * is for the world to say: as long as the avatar is in play and the session's.
 */
final class ResumeTokens {
  /** Whose session a token is for, as of which epoch. */
  record Content(long player, long epoch) {}

  private static final String ALGORITHM = "HmacSHA256";
  private static final byte[] PURPOSE = "zonescaler resume".getBytes(StandardCharsets.US_ASCII);
  private static final int CLAIM_BYTES = 2 * Long.BYTES;

  private ResumeTokens() {}

  /** A token; empty in a world without a secret. */
  static byte[] sign(Secret secret, long player, long epoch) {
    if (secret.isNone()) {
      return new byte[0];
    }
    byte[] claim = ByteBuffer.allocate(CLAIM_BYTES).putLong(player).putLong(epoch).array();
    byte[] code = code(secret, claim);
    return ByteBuffer.allocate(CLAIM_BYTES + code.length).put(claim).put(code).array();
  }

  /** What a token says, or null if it was not signed with this secret. */
  static @Nullable Content check(Secret secret, byte[] token) {
    if (secret.isNone() || token.length < CLAIM_BYTES) {
      return null;
    }
    byte[] claim = Arrays.copyOf(token, CLAIM_BYTES);
    byte[] code = Arrays.copyOfRange(token, CLAIM_BYTES, token.length);
    if (!MessageDigest.isEqual(code, code(secret, claim))) {
      return null;
    }
    ByteBuffer in = ByteBuffer.wrap(claim);
    return new Content(in.getLong(), in.getLong());
  }

  private static byte[] code(Secret secret, byte[] claim) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.bytes(), ALGORITHM));
      mac.update(PURPOSE);
      return mac.doFinal(claim);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Java has no " + ALGORITHM, e);
    }
  }
}
