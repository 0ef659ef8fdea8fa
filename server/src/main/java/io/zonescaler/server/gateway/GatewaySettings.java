package io.zonescaler.server.gateway;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.ToIntFunction;

/** The limits of a gateway. Immutable. */
public final class GatewaySettings {
  private final Map<GatewayLimit, Integer> values;

  private GatewaySettings(Map<GatewayLimit, Integer> values) {
    this.values = values;
  }

  /**
   * These limits.
   *
   * @throws IllegalArgumentException that names key, value and range, if one is not possible
   */
  public static GatewaySettings of(ToIntFunction<GatewayLimit> value) {
    Map<GatewayLimit, Integer> values = new EnumMap<>(GatewayLimit.class);
    for (GatewayLimit limit : GatewayLimit.values()) {
      int its = value.applyAsInt(limit);
      if (its < limit.min() || its > limit.max()) {
        throw new IllegalArgumentException(
            limit.key()
                + " = "
                + its
                + " is not possible: it must be "
                + limit.min()
                + " to "
                + limit.max());
      }
      values.put(limit, its);
    }
    return new GatewaySettings(values);
  }

  /** The defaults. */
  public static GatewaySettings defaults() {
    return of(GatewayLimit::fallback);
  }

  /** These, but for one. */
  public GatewaySettings with(GatewayLimit limit, int value) {
    return of(other -> other == limit ? value : get(other));
  }

  /** The value of one. */
  public int get(GatewayLimit limit) {
    Integer value = values.get(limit);
    if (value == null) {
      throw new IllegalStateException("no value of " + limit);
    }
    return value;
  }
}
