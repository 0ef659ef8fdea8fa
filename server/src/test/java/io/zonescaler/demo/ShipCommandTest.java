package io.zonescaler.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonescaler.demo.ShipCommand.Type;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShipCommandTest {
  @Test
  void everyCommandIsDecodedAsItWasEncoded() {
    assertSame(ShipCommand.noop());
    assertSame(ShipCommand.shoot());
    for (int heading = 0; heading < 256; heading += 15) {
      assertSame(ShipCommand.steer(heading, 255 - heading, 0));
      assertSame(ShipCommand.steer(heading, heading, heading / 2 - 64));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 127, 128, 16_383, 16_384, 1L << 35, Long.MAX_VALUE})
  void everyAmountIsDecodedAsItWasEncoded(long amount) {
    assertSame(ShipCommand.trade(amount));
  }

  private static void assertSame(ShipCommand command) {
    assertThat(ShipCommand.decode(command.encode())).isEqualTo(command);
  }

  @ParameterizedTest
  @CsvSource({
    "'', unknown command: it is empty",
    "07, unknown command 7",
    "ff01, unknown command 255",
    "0000, NOOP is too long: 2 bytes",
    "01, STEER has no heading or no thrust",
    "0101, STEER has no heading or no thrust",
    "01010141, 'STEER has pitch 65, it must be -64 to 64'",
    "0101010000, STEER is too long: 5 bytes",
    "0200, SHOOT is too long: 2 bytes",
    "03, 'TRADE has no amount, or one of 2^63 or more'",
    "0380, 'TRADE has no amount, or one of 2^63 or more'",
    "03ffffffffffffffffff01, 'TRADE has no amount, or one of 2^63 or more'",
    "030100, TRADE is too long: 3 bytes",
  })
  void whatIsNoCommandIsInvalidForAReason(String hex, String problem) {
    ShipCommand command = ShipCommand.decode(java.util.HexFormat.of().parseHex(hex));
    assertThat(command.type()).isEqualTo(Type.INVALID);
    assertThat(command.problem()).isEqualTo(problem);
    assertThatThrownBy(command::encode).hasMessageContaining(problem);
  }

  @Test
  void garbageNeverThrowsAndNeverGivesANegativeAmount() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = new byte[random.nextInt(14)];
      random.nextBytes(bytes);
      if (bytes.length > 0) {
        bytes[0] &= 7;
      }
      ShipCommand command = ShipCommand.decode(bytes);
      assertThat(command.amount()).as("seed %d, try %d", seed, i).isNotNegative();
      assertThat(command.type() == Type.INVALID).isEqualTo(!command.problem().isEmpty());
    }
  }
}
