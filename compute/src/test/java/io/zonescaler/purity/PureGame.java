package io.zonescaler.purity;

import io.zonescaler.math.PortableMath;
import io.zonescaler.math.StableHash;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Collectors;

/** A game that uses all that pure game logic may use, framework classes included. */
final class PureGame {
  private static final double[] TABLE = new double[8];
  private static int declared;

  static {
    declared = 1;
    Arrays.fill(TABLE, PortableMath.sin(0.5));
  }

  private final Map<String, Integer> kinds = new TreeMap<>();
  private int order;

  enum Phase {
    WALK,
    REST;

    Phase next() {
      return switch (this) {
        case WALK -> REST;
        case REST -> WALK;
      };
    }
  }

  record Place(double x, double y) {
    Place {
      if (x > 1e9) {
        throw new IllegalArgumentException("x is " + x + "; it must be below 1e9");
      }
    }
  }

  private final class Cursor {
    private int at;

    int next() {
      at++;
      return at + order;
    }
  }

  PureGame() {
    order = declared + 1;
    kinds.put("walker", order);
  }

  double step(long id, List<String> names, Phase phase) {
    DoubleUnaryOperator wave = x -> Math.sqrt(Math.abs(PortableMath.sin(x))) * TABLE[0];
    Place place = new Place(wave.applyAsDouble(Math.floor(1.5)), Math.min(1, 2));
    List<String> sorted = new ArrayList<>(names);
    sorted.sort(Comparator.naturalOrder());
    Map<Integer, List<String>> byLength =
        sorted.stream()
            .collect(Collectors.groupingBy(String::length, TreeMap::new, Collectors.toList()));
    Map<Phase, String> phases = new EnumMap<>(Phase.class);
    phases.put(phase.next(), "p" + place + id);
    Map<String, String> inserted = new LinkedHashMap<>();
    int hash = place.hashCode() + "text".hashCode() + names.hashCode() + Objects.hash(id, 2L);
    ByteBuffer bytes = ByteBuffer.allocate(8).putInt(hash);
    return StableHash.unit(id)
        + new Cursor().next()
        + byLength.size()
        + inserted.size()
        + bytes.position()
        + BigInteger.TEN.intValue()
        + Duration.ofSeconds(1).toMillis();
  }
}
