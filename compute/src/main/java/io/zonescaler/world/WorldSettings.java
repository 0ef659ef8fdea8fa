package io.zonescaler.world;

import io.zonescaler.math.StableHash;

/**
 * What a world is: its bounds, rates and reaches. Immutable and checked once, by {@link
 * Builder#build()}; lengths are in the game's unit.
 */
public final class WorldSettings {
  private final String name;
  private final long seed;
  private final int dimensions;
  private final double[] min;
  private final double[] max;
  private final double quantum;
  private final double interestRadius;
  private final double maxStep;
  private final int tickRate;
  private final int slots;

  private WorldSettings(Builder b) {
    name = b.name;
    seed = b.seed;
    dimensions = b.dimensions;
    min = b.min.clone();
    max = b.max.clone();
    quantum = b.quantum;
    interestRadius = b.interestRadius;
    maxStep = b.maxStep;
    tickRate = b.tickRate;
    slots = b.slots;
  }

  /** A 2D world from (0, 0) to (width, height). */
  public static Builder flat(double width, double height) {
    return new Builder(2, new double[] {0, 0, 0}, new double[] {width, height, 0});
  }

  /** A 3D world from (0, 0, 0) to (width, height, depth). */
  public static Builder deep(double width, double height, double depth) {
    return new Builder(3, new double[] {0, 0, 0}, new double[] {width, height, depth});
  }

  /** Settings that differ from these in what is set on the returned builder. */
  public Builder toBuilder() {
    Builder b = new Builder(dimensions, min.clone(), max.clone());
    b.name = name;
    b.seed = seed;
    b.quantum = quantum;
    b.interestRadius = interestRadius;
    b.maxStep = maxStep;
    b.tickRate = tickRate;
    b.slots = slots;
    return b;
  }

  /** Collects and checks settings. */
  public static final class Builder {
    private String name = "world";
    private long seed = 1;
    private int dimensions;
    private final double[] min;
    private final double[] max;
    private double quantum = 1.0 / 64;
    private double interestRadius = 10;
    private double maxStep = 1;
    private int tickRate = 20;
    private int slots = 256;

    private Builder(int dimensions, double[] min, double[] max) {
      this.dimensions = dimensions;
      this.min = min;
      this.max = max;
    }

    /** Name of the world; part of what distinguishes its frames from another world's. */
    public Builder name(String value) {
      name = value;
      return this;
    }

    /** Seed of everything random in the world. */
    public Builder seed(long value) {
      seed = value;
      return this;
    }

    /** Replaces the bounds on one axis (0 x, 1 y, 2 z); with bounds on z, a world is 3D. */
    public Builder bounds(int axis, double from, double to) {
      dimensions = axis == 2 ? 3 : dimensions;
      min[axis] = from;
      max[axis] = to;
      return this;
    }

    /** Position resolution; a power of two is best. */
    public Builder quantum(double value) {
      quantum = value;
      return this;
    }

    /** Interest radius {@code R}: how far an entity can see and send messages. */
    public Builder interestRadius(double value) {
      interestRadius = value;
      return this;
    }

    /** Largest step {@code S} of an entity in one tick. */
    public Builder maxStep(double value) {
      maxStep = value;
      return this;
    }

    /** Nominal ticks per second. */
    public Builder tickRate(int value) {
      tickRate = value;
      return this;
    }

    /** Number of slots (Ignite partitions): the most zones that the world can have. */
    public Builder slots(int value) {
      slots = value;
      return this;
    }

    /**
     * Checks and returns the settings.
     *
     * @throws IllegalArgumentException naming the setting, its value, the allowed range and what to
     *     do
     */
    public WorldSettings build() {
      require(
          name.matches("[A-Za-z0-9_.-]{1,64}"),
          "world.name",
          name,
          "1 to 64 of letters, digits, _ . -");
      require(
          quantum > 0 && quantum <= 1024, "world.quantum", quantum, "more than 0, at most 1024");
      require(
          finite(interestRadius) && interestRadius >= 2 * quantum,
          "world.interestRadius",
          interestRadius,
          "at least two quanta (" + 2 * quantum + ")");
      require(
          interestRadius / quantum <= 1 << 20,
          "world.interestRadius",
          interestRadius,
          "at most 2^20 quanta; use a coarser world.quantum");
      require(
          finite(maxStep) && maxStep >= quantum && maxStep <= interestRadius,
          "world.maxStep",
          maxStep,
          "from world.quantum (" + quantum + ") to world.interestRadius (" + interestRadius + ")");
      require(
          tickRate >= 1 && tickRate <= 1000, "world.tickRate", tickRate, "1 to 1000 per second");
      require(slots >= 1 && slots <= 4096, "world.slots", slots, "1 to 4096");
      for (int axis = 0; axis < dimensions; axis++) {
        String key = "world.bounds." + "xyz".charAt(axis);
        double size = max[axis] - min[axis];
        require(
            finite(size) && size > 0, key, min[axis] + ".." + max[axis], "a finite, growing range");
        require(
            size / quantum <= 1 << 30,
            key,
            size,
            "at most 2^30 quanta wide; use a coarser world.quantum");
        require(
            size >= 2 * (interestRadius + maxStep),
            key,
            size,
            "at least twice the halo, 2 * (interestRadius + maxStep) = "
                + 2 * (interestRadius + maxStep)
                + "; make the world larger or the radius smaller");
      }
      return new WorldSettings(this);
    }

    private static boolean finite(double v) {
      return !Double.isNaN(v) && !Double.isInfinite(v);
    }

    private static void require(boolean holds, String key, Object value, String range) {
      if (!holds) {
        throw new IllegalArgumentException(
            key + " = " + value + " is not possible: it must be " + range);
      }
    }
  }

  /** Name of the world. */
  public String name() {
    return name;
  }

  /** Seed of everything random in the world. */
  public long seed() {
    return seed;
  }

  /** 2 or 3. */
  public int dimensions() {
    return dimensions;
  }

  /** Lower bound on an axis (0 x, 1 y, 2 z). */
  public double min(int axis) {
    return min[axis];
  }

  /** Upper bound on an axis (0 x, 1 y, 2 z). */
  public double max(int axis) {
    return max[axis];
  }

  /** Position resolution. */
  public double quantum() {
    return quantum;
  }

  /** Interest radius {@code R}. */
  public double interestRadius() {
    return interestRadius;
  }

  /** Largest step {@code S} per tick. */
  public double maxStep() {
    return maxStep;
  }

  /** Nominal ticks per second. */
  public int tickRate() {
    return tickRate;
  }

  /** Number of slots. */
  public int slots() {
    return slots;
  }

  /** Hash of all settings that the world's state depends on. */
  public long checksum() {
    long h = StableHash.hash(seed, dimensions);
    for (int i = 0; i < name.length(); i++) {
      h = StableHash.hash(h, name.charAt(i));
    }
    for (int axis = 0; axis < 3; axis++) {
      h =
          StableHash.hash(
              h, Double.doubleToLongBits(min[axis]), Double.doubleToLongBits(max[axis]));
    }
    h =
        StableHash.hash(
            h, Double.doubleToLongBits(quantum), Double.doubleToLongBits(interestRadius));
    return StableHash.hash(h, Double.doubleToLongBits(maxStep), tickRate);
  }
}
