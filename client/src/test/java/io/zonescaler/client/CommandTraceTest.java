package io.zonescaler.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class CommandTraceTest {
  @Test
  void theIdsAreThoseThatOthersCompute() {
    // printf '%016x%016x%016x' 0xfedcba9876543210 2 3 | xxd -r -p | sha256sum
    CommandTrace trace = CommandTrace.of(0xfedcba9876543210L, 2, 3);
    assertThat(trace.traceId()).isEqualTo("0a4178f5e160573739f629981e29c0f5");
    // (printf 0a4178f5e160573739f629981e29c0f5 | xxd -r -p; printf command) | sha256sum
    assertThat(trace.spanId(CommandTrace.ROOT)).isEqualTo("12814d3d316935ce");
    assertThat(trace.spanId("tick")).isNotEqualTo(trace.spanId(CommandTrace.ROOT));
  }

  @Test
  void oneInSoManyIsTraced() {
    long traced =
        LongStream.range(0, 100_000).filter(n -> CommandTrace.of(1, 2, n).isTraced(100)).count();
    assertThat(traced).isBetween(850L, 1150L);
    assertThat(CommandTrace.of(1, 2, 3).isTraced(1)).isTrue();
    assertThat(CommandTrace.of(1, 2, 3).isTraced(0)).isFalse();
  }
}
