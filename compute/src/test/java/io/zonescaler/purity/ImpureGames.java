package io.zonescaler.purity;

import java.io.File;
import java.lang.invoke.MethodHandles;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.WeakHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Supplier;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/** One small bad game per rule; {@link PurityCheckTest} says what each must be told. */
@SuppressWarnings("unused")
final class ImpureGames {
  private ImpureGames() {}

  static class Sine {
    static int stepLine() {
      return new Throwable().getStackTrace()[0].getLineNumber() + 4;
    }

    double step(double x) {
      return Math.sin(x);
    }
  }

  static class StrictSine {
    double step(double x) {
      return StrictMath.sin(x);
    }
  }

  static class SineReference {
    DoubleUnaryOperator step() {
      return Math::sin;
    }
  }

  static class SineInLambda {
    DoubleUnaryOperator step() {
      return x -> 1.0 + Math.sin(x);
    }
  }

  static class SineInNestedClass {
    static class Kernel {
      double run(double x) {
        return Math.sin(x);
      }
    }
  }

  static class SineInHelper {
    double step(double x) {
      return Helper.wave(x);
    }
  }

  static class Helper {
    static double wave(double x) {
      return Math.sin(x);
    }
  }

  static class SineInParent extends Parent {}

  static class Parent {
    protected double speed;

    double wave(double x) {
      return Math.sin(x);
    }

    void remember(double x) {
      speed = x;
    }
  }

  static class AllMath {
    double step(double x) {
      return Math.sin(x)
          + Math.cos(x)
          + Math.tan(x)
          + Math.asin(x)
          + Math.acos(x)
          + Math.atan(x)
          + Math.atan2(x, x)
          + Math.exp(x)
          + Math.expm1(x)
          + Math.log(x)
          + Math.log10(x)
          + Math.log1p(x)
          + Math.pow(x, x)
          + Math.cbrt(x)
          + Math.hypot(x, x)
          + Math.sinh(x)
          + Math.cosh(x)
          + Math.tanh(x)
          + Math.random()
          + Math.fma(x, x, x);
    }
  }

  static class Environment {
    String step() {
      return System.getenv("HOME") + System.getProperty("user.home");
    }
  }

  static class IdentityHash {
    int step(Object o, Color color) {
      return System.identityHashCode(o) + o.hashCode() + color.hashCode();
    }
  }

  enum Color {
    RED
  }

  static class Chance {
    double step() {
      return new Random(1).nextDouble()
          + new SplittableRandom(1).nextDouble()
          + new SecureRandom().nextDouble()
          + UUID.randomUUID().getLeastSignificantBits();
    }
  }

  static class ThreadChance {
    int step() {
      return ThreadLocalRandom.current().nextInt();
    }
  }

  static class Shuffle {
    void step(List<String> list) {
      Collections.shuffle(list);
    }
  }

  static class Time {
    long step() {
      return System.currentTimeMillis()
          + System.nanoTime()
          + Instant.now().getEpochSecond()
          + Clock.systemUTC().millis();
    }
  }

  static class Threads {
    private static final ThreadLocal<String> LOCAL = new ThreadLocal<>();

    void step() {
      Thread.yield();
    }
  }

  static class Concurrency {
    private final AtomicInteger counter = new AtomicInteger();

    int step(List<Integer> list) {
      return counter.incrementAndGet() + (int) list.parallelStream().count();
    }
  }

  static class Waiting {
    void step(Object o) throws InterruptedException {
      o.wait();
    }
  }

  static class FilesAndNetwork {
    boolean step() {
      System.out.println("a line");
      return new File("x").exists() || Files.exists(Path.of("x")) || URI.create("x").isOpaque();
    }
  }

  static class HashOrder {
    private final Object[] all = {
      new HashMap<String, String>(),
      new HashSet<String>(),
      new IdentityHashMap<String, String>(),
      new WeakHashMap<String, String>()
    };
  }

  static class HashMapReference {
    Supplier<Map<String, String>> step() {
      return HashMap::new;
    }
  }

  static class SaltedOrder {
    int step(List<String> list) {
      return Set.of("a", "b").iterator().next().length()
          + Map.of("a", 1, "b", 2).values().iterator().next()
          + list.stream().collect(Collectors.toSet()).size()
          + list.stream().collect(Collectors.groupingBy(String::length)).size();
    }
  }

  static class StaticState {
    private static int ticks;

    void step() {
      ticks++;
    }
  }

  static class GameState {
    private int ticks = 1;

    GameState() {
      ticks = 2;
    }

    void step() {
      ticks = 3;
    }
  }

  static class GameStateInLambda {
    private int ticks;

    Runnable task() {
      return () -> ticks++;
    }
  }

  static class GameStateFromHelper {
    private int ticks;

    static class Kernel {
      Kernel(GameStateFromHelper game) {
        game.ticks = 1;
      }
    }
  }

  static class SynchronizedMethod {
    synchronized int step() {
      return 1;
    }
  }

  static class SynchronizedBlock {
    int step(Object lock) {
      synchronized (lock) {
        return 1;
      }
    }
  }

  static class Native {
    native int step();
  }

  static class Reflection {
    Object step() throws ReflectiveOperationException {
      Class.forName("x").getMethod("y").invoke(null);
      return MethodHandles.lookup();
    }
  }

  static class MachineSettings {
    String step() {
      return Locale.getDefault().toString() + Runtime.getRuntime().availableProcessors();
    }
  }

  static class UnknownPackage {
    void step() {
      Logger.getLogger("x").info("y");
    }
  }

  static class Library {
    void step() {
      org.assertj.core.api.Assertions.fail();
    }
  }
}
