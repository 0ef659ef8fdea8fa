package io.zonescaler.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlayerNamesTest {
  /** As {@code printf anna | sha256sum} says. Another id would be another player in old worlds. */
  @Test
  void aNamesIdStaysForEver() {
    assertThat(PlayerNames.idOf("anna")).isEqualTo(0x55579b557896d0ceL);
  }
}
