package io.zonescaler.oracle;

import io.zonescaler.state.EmittedEvent;
import io.zonescaler.state.SentMessage;
import io.zonescaler.world.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything that one kernel call or one hook caused. It is thrown away as a whole on a failure.
 */
final class OracleOutcome {
  final List<OracleEntity> spawned = new ArrayList<>();
  final List<SentMessage> sent = new ArrayList<>();
  final List<EmittedEvent> emitted = new ArrayList<>();
  final Map<String, Long> sources = new TreeMap<>();
  final Map<String, Long> sinks = new TreeMap<>();
  long violations;
  boolean despawned;

  /** Where to the entity teleports, in quanta; null if it does not. */
  int @Nullable [] destination;

  void source(Quantity quantity, long amount) {
    sources.merge(quantity.name(), amount, Long::sum);
  }

  void sink(Quantity quantity, long amount) {
    sinks.merge(quantity.name(), amount, Long::sum);
  }
}
