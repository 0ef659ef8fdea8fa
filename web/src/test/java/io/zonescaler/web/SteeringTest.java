package io.zonescaler.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SteeringTest {
  @Test
  void callersOnThisMachineMaySteer() {
    assertThat(Steering.fromThisMachine("127.0.0.1", "localhost:8080", null, false)).isTrue();
    assertThat(Steering.fromThisMachine("0:0:0:0:0:0:0:1", "[::1]:8080", null, false)).isTrue();
    assertThat(Steering.fromThisMachine("127.0.0.1", "127.0.0.1:80", "http://127.0.0.1:80", false))
        .isTrue();
  }

  @Test
  void otherHostsProxiesAndPagesMayNot() {
    assertThat(Steering.fromThisMachine("10.0.0.7", "localhost:8080", null, false)).isFalse();
    assertThat(Steering.fromThisMachine("127.0.0.1", "localhost:8080", null, true)).isFalse();
    assertThat(Steering.fromThisMachine("127.0.0.1", null, null, false)).isFalse();
    assertThat(Steering.fromThisMachine("127.0.0.1", "localhost:1", "http://localhost:2", false))
        .as("another port is another origin")
        .isFalse();
    assertThat(
            Steering.fromThisMachine("127.0.0.1", "evil.example:1", "http://evil.example:1", false))
        .as("a name of somebody else that leads here")
        .isFalse();
    assertThat(Steering.fromThisMachine("127.0.0.1", "localhost", "null", false)).isFalse();
  }
}
