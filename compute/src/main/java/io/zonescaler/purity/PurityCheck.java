package io.zonescaler.purity;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Refuses game logic that could give different results on different machines, before it splits a
 * world in two (I3).
 *
 * <p>Reads the bytecode of the game class, of its nested classes and of every class that their code
 * refers to, transitively; the JDK is judged by {@link JdkBans} at the call, the framework is
 * trusted. A library class, one outside the game's package and those below it, is reported once and
 * not followed further.
 *
 * <p>What no reading of single instructions can find: elements of arrays and fields of objects that
 * the game holds and changes; identity hash codes taken inside the JDK ({@code Objects.hash} of an
 * enum constant); code that only depends on how much memory or stack there is; the bits of a NaN.
 * Re-execution finds those.
 */
public final class PurityCheck {
  /** The only method that may set the game's fields. */
  static final String CONSTRUCTOR = "<init>";

  private static final String FRAMEWORK = "io/zonescaler/";

  private record Reached(String name, String from) {}

  private final ClassLoader loader;
  private final String game;
  private final String gamePackage;
  private final String frameworkRoot;
  private final boolean gameShipsWithFramework;
  private final Set<String> gameTypes = new HashSet<>();
  private final Deque<Reached> open = new ArrayDeque<>();
  private final Set<String> seen = new HashSet<>();
  private final List<PurityViolation> violations = new ArrayList<>();

  private PurityCheck(Class<?> gameClass) {
    ClassLoader own = gameClass.getClassLoader();
    loader = own == null ? ClassLoader.getSystemClassLoader() : own;
    game = internalName(gameClass);
    gamePackage = game.substring(0, game.lastIndexOf('/') + 1);
    frameworkRoot = root(internalName(PurityCheck.class), PurityCheck.class.getClassLoader());
    gameShipsWithFramework = root(game, loader).equals(frameworkRoot);
    for (Class<?> type = gameClass; type != null; type = type.getSuperclass()) {
      gameTypes.add(internalName(type));
    }
  }

  /**
   * Checks a game.
   *
   * @return the violations, those of the game class first; empty for a pure game
   * @throws IllegalArgumentException if the game's own class file cannot be found
   */
  public static List<PurityViolation> check(Class<?> gameClass) {
    return new PurityCheck(gameClass).walk(gameClass);
  }

  private List<PurityViolation> walk(Class<?> gameClass) {
    if (loader.getResource(game + ".class") == null) {
      throw new IllegalArgumentException(
          gameClass.getName() + " has no class file to check; make the game a named class");
    }
    reach(game, "");
    reachNested(gameClass);
    while (!open.isEmpty()) {
      scan(open.remove());
    }
    return List.copyOf(violations);
  }

  private void reachNested(Class<?> type) {
    for (Class<?> nested : type.getDeclaredClasses()) {
      reach(internalName(nested), game);
      reachNested(nested);
    }
  }

  private void reach(String name, String from) {
    if (!JdkBans.covers(name) && !isFramework(name) && seen.add(name)) {
      open.add(new Reached(name, from));
    }
  }

  private void scan(Reached reached) {
    String name = reached.name();
    ClassScan scan = new ClassScan(gameTypes, this::identityHashed, dotted(reached.from()));
    String unreadable = read(name, scan);
    List<PurityViolation> found = scan.violations();
    if (unreadable != null) {
      found = List.of(unreadable(reached, unreadable));
    }
    boolean library = !inGamePackage(name) && !gameTypes.contains(name);
    if (library && !found.isEmpty()) {
      violations.add(found.get(0));
      return;
    }
    violations.addAll(found);
    for (String reference : scan.references()) {
      reach(reference, name);
    }
  }

  /** Scans a class; returns null, or why that was not possible. */
  private @Nullable String read(String name, ClassScan scan) {
    try (InputStream in = loader.getResourceAsStream(name + ".class")) {
      if (in == null) {
        return "its class file is missing";
      }
      scan.read(in.readAllBytes());
      return null;
    } catch (IOException | IllegalArgumentException e) {
      return "its class file is damaged or newer than this check (" + e.getMessage() + ")";
    }
  }

  private static PurityViolation unreadable(Reached reached, String why) {
    return new PurityViolation(
        dotted(reached.name()),
        "",
        "",
        0,
        "cannot be checked, as " + why,
        "ship it with the game, compiled for Java 17",
        dotted(reached.from()));
  }

  /**
   * A class is the framework's if its package is, and it is not the game's own: a demo in the
   * framework's jar is known by its package, a test beside a framework class by its code source.
   */
  private boolean isFramework(String name) {
    if (!name.startsWith(FRAMEWORK) || name.equals(game) || name.startsWith(game + "$")) {
      return false;
    }
    return !inGamePackage(name)
        || (!gameShipsWithFramework && root(name, loader).equals(frameworkRoot));
  }

  private boolean inGamePackage(String name) {
    return gamePackage.isEmpty() ? name.indexOf('/') < 0 : name.startsWith(gamePackage);
  }

  /** Returns whether a class takes its hash code from where the object happens to be. */
  private boolean identityHashed(String name) {
    if (name.startsWith("[")) {
      return true;
    }
    try {
      Class<?> type = Class.forName(dotted(name), false, loader);
      Class<?> declarer = type.getMethod("hashCode").getDeclaringClass();
      return declarer == Object.class || declarer == Enum.class;
    } catch (ReflectiveOperationException | LinkageError e) {
      return false;
    }
  }

  /** Returns the place that a class is loaded from, empty if unknown. */
  private static String root(String name, @Nullable ClassLoader loader) {
    URL url = loader == null ? null : loader.getResource(name + ".class");
    if (url == null) {
      return "";
    }
    String place = url.toString();
    return place.substring(0, place.length() - name.length() - ".class".length());
  }

  private static String internalName(Class<?> type) {
    return type.getName().replace('.', '/');
  }

  private static String dotted(String name) {
    return name.replace('/', '.');
  }
}
