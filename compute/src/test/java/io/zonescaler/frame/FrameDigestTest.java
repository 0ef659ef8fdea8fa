package io.zonescaler.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FrameDigestTest {
  /** The values are from a second implementation, in Python, of what the class describes. */
  @Test
  void theDigestNeverChanges() {
    byte[] bytes = new byte[100];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 37);
    }
    assertThat(Digest64.of(bytes, 0, 0)).isEqualTo(0xa98691d5d0faaaf8L);
    assertThat(Digest64.of(bytes, 0, 3)).isEqualTo(0x507ae45f2b2ae6cdL);
    assertThat(Digest64.of(bytes, 1, 96)).isEqualTo(0x028e12d653a7e10eL);
    assertThat(Digest64.of(bytes, 0, 100)).isEqualTo(0xe3a7183e43c42c71L);
  }

  @Test
  void lengthsAndChangesOfOneOrTwoBitsGiveDifferentDigests() {
    byte[] bytes = new byte[75];
    new Random(SeedForTests.next()).nextBytes(bytes);
    Set<Long> digests = new HashSet<>();
    int made = 0;
    for (int a = 0; a < bytes.length * 8; a++) {
      for (int b = a; b < bytes.length * 8; b++) {
        bytes[a >> 3] ^= (byte) (1 << (a & 7));
        if (a != b) {
          bytes[b >> 3] ^= (byte) (1 << (b & 7));
        }
        digests.add(Digest64.of(bytes, 0, bytes.length));
        made++;
        bytes[a >> 3] ^= (byte) (1 << (a & 7));
        if (a != b) {
          bytes[b >> 3] ^= (byte) (1 << (b & 7));
        }
      }
    }
    byte[] zeros = new byte[200];
    for (int length = 0; length <= zeros.length; length++) {
      digests.add(Digest64.of(zeros, 0, length));
      made++;
    }
    assertThat(digests).hasSize(made);
  }

  @Test
  void aRangeHasTheSameDigestWhereverItLies() {
    byte[] bytes = new byte[90];
    new Random(SeedForTests.next()).nextBytes(bytes);
    byte[] moved = new byte[120];
    System.arraycopy(bytes, 5, moved, 17, 80);
    assertThat(Digest64.of(moved, 17, 97)).isEqualTo(Digest64.of(bytes, 5, 85));
  }
}
