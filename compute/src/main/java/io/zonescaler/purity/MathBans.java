package io.zonescaler.purity;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Knows the functions of {@code Math} and {@code StrictMath} that may give other bits on another
 * machine or in another language, and what to write in their place.
 */
final class MathBans {
  private static final Set<String> PORTABLE =
      Set.of("sin", "cos", "tan", "atan", "atan2", "exp", "log", "pow");

  private static final Set<String> OTHERS =
      Set.of(
          "acos", "asin", "cbrt", "cosh", "expm1", "fma", "hypot", "log10", "log1p", "random",
          "sinh", "tanh");

  private MathBans() {}

  static @Nullable Ban onCall(String owner, String name) {
    if (!PORTABLE.contains(name) && !OTHERS.contains(name)) {
      return null;
    }
    return new Ban(why(owner, name), remedy(name));
  }

  private static String why(String owner, String name) {
    return switch (name) {
      case "random" -> "which draws from its own state";
      case "fma" -> "which other languages lack";
      default ->
          owner.equals("java/lang/Math")
              ? "which may differ between machines"
              : "which other languages cannot reproduce";
    };
  }

  private static String remedy(String name) {
    return switch (name) {
      case "acos" -> "use PortableMath.atan2(Math.sqrt((1 - x) * (1 + x)), x)";
      case "asin" -> "use PortableMath.atan2(x, Math.sqrt((1 - x) * (1 + x)))";
      case "cbrt" -> "use PortableMath.pow(x, 1.0 / 3.0)";
      case "cosh", "sinh", "tanh", "expm1" -> "write it with PortableMath.exp";
      case "fma" -> "write a * b + c";
      case "hypot" -> "use PortableMath.hypot2d";
      case "log10", "log1p" -> "write it with PortableMath.log";
      case "random" -> "use Step.random() or StableHash";
      default -> "use PortableMath." + name;
    };
  }
}
