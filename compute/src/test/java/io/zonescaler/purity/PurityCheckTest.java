package io.zonescaler.purity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Stages one impure game per rule, and a pure one. */
class PurityCheckTest {

  static Stream<Arguments> impureGames() {
    return Stream.of(
        bad(
            ImpureGames.Sine.class,
            ".step (ImpureGames.java:@) calls Math.sin, which may differ between machines;"
                + " use PortableMath.sin"),
        bad(ImpureGames.StrictSine.class, "StrictMath.sin, which other languages cannot reproduce"),
        bad(ImpureGames.SineReference.class, ".step (ImpureGames.java:@) calls Math.sin"),
        bad(ImpureGames.SineInLambda.class, ".step (ImpureGames.java:@) calls Math.sin"),
        bad(
            ImpureGames.SineInNestedClass.class,
            "Kernel.run (ImpureGames.java:@) calls Math.sin, which may differ between machines;"
                + " use PortableMath.sin [reached from "
                + ImpureGames.SineInNestedClass.class.getName()
                + "]"),
        bad(ImpureGames.SineInHelper.class, "Helper.wave (ImpureGames.java:@) calls Math.sin"),
        bad(
            ImpureGames.SineInParent.class,
            "Parent.wave (ImpureGames.java:@) calls Math.sin",
            "Parent.remember (ImpureGames.java:@) writes the game's field"),
        bad(
            ImpureGames.Time.class,
            "System.currentTimeMillis, which reads the machine's clock; use the tick number",
            "System.nanoTime, which reads the machine's clock",
            "Instant.now, which reads the machine's clock",
            "Clock.systemUTC",
            "Clock.millis"),
        bad(ImpureGames.Environment.class, "System.getenv", "System.getProperty"),
        bad(
            ImpureGames.IdentityHash.class,
            "System.identityHashCode, whose value differs from run to run",
            "Object.hashCode, whose value differs",
            "Color.hashCode, whose value differs"),
        bad(
            ImpureGames.Chance.class,
            "constructs Random, which draws from its own state; use Step.random()",
            "Random.nextDouble",
            "constructs SplittableRandom",
            "SplittableRandom.nextDouble",
            "constructs SecureRandom",
            "SecureRandom.nextDouble",
            "UUID.randomUUID"),
        bad(
            ImpureGames.ThreadChance.class,
            "ThreadLocalRandom.current, which depends on thread order",
            "ThreadLocalRandom.nextInt"),
        bad(ImpureGames.Shuffle.class, "Collections.shuffle, which draws"),
        bad(ImpureGames.Threads.class, "Thread.yield", "<clinit> (ImpureGames.java:@) constructs"),
        bad(
            ImpureGames.Concurrency.class,
            "constructs AtomicInteger, which depends on thread order",
            "AtomicInteger.incrementAndGet",
            "List.parallelStream"),
        bad(ImpureGames.Waiting.class, "Object.wait, which depends on thread order"),
        bad(
            ImpureGames.FilesAndNetwork.class,
            "PrintStream.println, which reaches outside the world",
            "constructs File",
            "File.exists",
            "Path.of",
            "Files.exists",
            "URI.create",
            "URI.isOpaque"),
        bad(
            ImpureGames.HashOrder.class,
            "constructs HashMap, whose iteration order is not defined; use a sorted collection",
            "constructs HashSet",
            "constructs IdentityHashMap",
            "constructs WeakHashMap"),
        bad(ImpureGames.HashMapReference.class, "constructs HashMap"),
        bad(
            ImpureGames.SaltedOrder.class,
            "Set.of, whose iteration order is not defined",
            "Map.of, whose iteration order",
            "Collectors.toSet",
            "Collectors.groupingBy"),
        bad(
            ImpureGames.StaticState.class,
            "writes the static field ImpureGames.StaticState.ticks, which outlives the tick;"
                + " keep state in columns"),
        bad(
            ImpureGames.GameState.class,
            ".step (ImpureGames.java:@) writes the game's field ImpureGames.GameState.ticks"),
        bad(ImpureGames.GameStateInLambda.class, ".task (ImpureGames.java:@) writes the game's"),
        bad(ImpureGames.GameStateFromHelper.class, "Kernel.<init> (ImpureGames.java:@) writes the"),
        bad(ImpureGames.SynchronizedMethod.class, "takes a lock (synchronized), which depends on"),
        bad(ImpureGames.SynchronizedBlock.class, "takes a lock (synchronized), which depends on"),
        bad(ImpureGames.Native.class, "Native.step (ImpureGames.java) is native, so nobody can"),
        bad(
            ImpureGames.Reflection.class,
            "Class.forName, which escapes this check",
            "Class.getMethod",
            "Method.invoke",
            "MethodHandles.lookup"),
        bad(
            ImpureGames.MachineSettings.class,
            "Locale.getDefault, which depends on the machine",
            "Runtime.getRuntime",
            "Runtime.availableProcessors"),
        bad(
            ImpureGames.UnknownPackage.class,
            "Logger.getLogger, which is not in the part of the JDK known to be pure",
            "Logger.info"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("impureGames")
  void everyImpurityIsToldWithPlaceAndRemedy(Class<?> game, List<String> expected) {
    List<String> sentences =
        PurityCheck.check(game).stream()
            .map(violation -> violation.toString().replaceFirst("java:[1-9][0-9]*\\)", "java:@)"))
            .toList();
    assertThat(sentences).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(sentences.get(i)).contains(expected.get(i));
    }
  }

  @Test
  void everyFunctionOfMathThatIsNotExactIsRefused() {
    assertThat(PurityCheck.check(ImpureGames.AllMath.class))
        .extracting(PurityViolation::what)
        .extracting(what -> what.substring("calls Math.".length(), what.indexOf(',')))
        .containsExactly(
            "sin", "cos", "tan", "asin", "acos", "atan", "atan2", "exp", "expm1", "log", "log10",
            "log1p", "pow", "cbrt", "hypot", "sinh", "cosh", "tanh", "random", "fma");
  }

  @Test
  void theLineIsThatOfTheOffendingCode() {
    assertThat(PurityCheck.check(ImpureGames.Sine.class))
        .singleElement()
        .satisfies(
            violation -> {
              assertThat(violation.className()).isEqualTo(ImpureGames.Sine.class.getName());
              assertThat(violation.method()).isEqualTo("step");
              assertThat(violation.sourceFile()).isEqualTo("ImpureGames.java");
              assertThat(violation.line()).isEqualTo(ImpureGames.Sine.stepLine());
              assertThat(violation.reachedFrom()).isEmpty();
            });
  }

  @Test
  void aLibraryClassIsReportedOnceAndNotFollowedFurther() {
    assertThat(PurityCheck.check(ImpureGames.Library.class))
        .isNotEmpty()
        .allSatisfy(violation -> assertThat(violation.className()).startsWith("org.assertj."))
        .extracting(PurityViolation::className)
        .doesNotHaveDuplicates();
  }

  @Test
  void aGameInTheFrameworksOwnJarIsKnownByItsPackage() {
    assertThat(PurityCheck.check(PurityCheck.class))
        .extracting(PurityViolation::className)
        .contains(PurityCheck.class.getName())
        .noneMatch(name -> name.startsWith("io.zonescaler.math"));
  }

  @Test
  void aPureGamePasses() {
    assertThat(PurityCheck.check(PureGame.class)).isEmpty();
  }

  @Test
  void aGameWithoutAClassFileIsRefused() {
    Runnable hidden = () -> {};
    assertThatThrownBy(() -> PurityCheck.check(hidden.getClass()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("make the game a named class");
  }

  private static Arguments bad(Class<?> game, String... expected) {
    return arguments(game, List.of(expected));
  }
}
