package io.zonescaler.game;

import io.zonescaler.purity.PurityCheck;
import io.zonescaler.purity.PurityViolation;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Loads a game by the name of its class and refuses one whose code cannot give the same result
 * everywhere.
 */
public final class GameLoader {
  private GameLoader() {}

  /**
   * Loads and checks a game.
   *
   * @param className fully qualified name of a class that implements {@link Game}
   * @param jars jars and class folders to look in besides the framework's own class path
   * @throws IllegalArgumentException saying what is wrong with the class and what to do
   */
  public static Game load(String className, List<File> jars) {
    Class<?> type = find(className, jars);
    if (!Game.class.isAssignableFrom(type)) {
      throw new IllegalArgumentException(
          "--game " + className + ": the class does not implement " + Game.class.getName());
    }
    List<PurityViolation> violations = PurityCheck.check(type);
    if (!violations.isEmpty()) {
      throw new IllegalArgumentException(
          "--game "
              + className
              + " cannot be run, its result would depend on more than the world's state:\n  "
              + violations.stream()
                  .map(PurityViolation::toString)
                  .collect(Collectors.joining("\n  ")));
    }
    try {
      return (Game) type.getConstructor().newInstance();
    } catch (ReflectiveOperationException | LinkageError e) {
      throw new IllegalArgumentException(
          "--game "
              + className
              + ": it needs a public constructor without parameters that does not fail: "
              + e,
          e);
    }
  }

  private static Class<?> find(String className, List<File> jars) {
    URL[] urls = new URL[jars.size()];
    for (int i = 0; i < urls.length; i++) {
      if (!jars.get(i).exists()) {
        throw new IllegalArgumentException(
            "--game-path: there is no " + jars.get(i) + "; build the game first");
      }
      try {
        urls[i] = jars.get(i).toURI().toURL();
      } catch (MalformedURLException e) {
        throw new IllegalArgumentException("--game-path " + jars.get(i) + " is no path", e);
      }
    }
    ClassLoader parent = GameLoader.class.getClassLoader();
    // The loader lives as long as the game, which is as long as the process.
    ClassLoader loader = urls.length == 0 ? parent : new URLClassLoader(urls, parent);
    try {
      return Class.forName(className, true, loader);
    } catch (ClassNotFoundException | LinkageError e) {
      throw new IllegalArgumentException(
          "--game "
              + className
              + ": no such class on the class path; name its jar with --game-path JAR",
          e);
    }
  }
}
