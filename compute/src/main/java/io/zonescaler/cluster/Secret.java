package io.zonescaler.cluster;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Random bytes that a world's nodes have in common, and that nobody else knows: what one of them
 * signs, another can check. Immutable; does not show itself.
 */
public final class Secret {
  /** Of a world that has none. */
  public static final Secret NONE = new Secret(new byte[0]);

  private static final int BYTES = 32;

  private final byte[] bytes;

  private Secret(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A new one of 32 bytes. */
  public static Secret random() {
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return new Secret(bytes);
  }

  /** One of these bytes. */
  public static Secret of(byte[] bytes) {
    return new Secret(bytes.clone());
  }

  /** Its bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** Whether there is none. */
  public boolean isNone() {
    return bytes.length == 0;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Secret other && MessageDigest.isEqual(bytes, other.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return isNone() ? "no secret" : "a secret";
  }
}
