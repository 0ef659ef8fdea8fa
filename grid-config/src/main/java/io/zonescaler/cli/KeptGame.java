package io.zonescaler.cli;

import io.zonescaler.node.NodeSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The game of a cluster as it was when its nodes were started, copied into the run directory: nodes
 * run from the copy, and commands read the world with it, so that what is compiled meanwhile
 * reaches neither. Each copy is a directory with a number: entries of {@code game.path}, the text
 * of that setting as the user gave it, and the file that {@code game.file} names.
 */
final class KeptGame {
  private static final String PATH = "game.path";
  private static final String FILE = "game.file";
  private static final String ORIGIN = "origin";
  private static final String DECLARED = "game.json";

  private final Path run;
  private final Path directory;

  /**
   * The copies of a cluster.
   *
   * @param run its run directory
   */
  KeptGame(Path run) {
    this.run = run;
    directory = run.resolve("game");
  }

  /**
   * Settings with the game copied, for nodes; those that name a copy already are left as they are.
   * What is not there is not copied: whoever loads the game says so.
   */
  NodeSettings kept(NodeSettings asked) throws IOException {
    String path = asked.get(PATH);
    String file = asked.get(FILE);
    if (copyOf(path).isPresent() || (path.isEmpty() && file.isEmpty())) {
      return asked;
    }
    int number = copies().isEmpty() ? 1 : number(copies().get(0)) + 1;
    Path copy = Files.createDirectories(directory.resolve(Integer.toString(number)));
    Files.writeString(copy.resolve(ORIGIN), path);
    List<String> copied = new ArrayList<>();
    for (String entry : asked.list(PATH)) {
      Path from = Path.of(entry);
      Path to = copy.resolve(copied.size() + "-" + from.toAbsolutePath().getFileName());
      copied.add(Files.exists(from) ? copy(from, to).toString() : entry);
    }
    if (!file.isEmpty() && Files.isRegularFile(Path.of(file))) {
      copied.add(Files.copy(Path.of(file), copy.resolve(DECLARED)).toString());
    }
    return asked.with(PATH, String.join(",", copied));
  }

  /** Settings with the game where the user has it, instead of a copy. */
  NodeSettings asked(NodeSettings kept) {
    return copyOf(kept.get(PATH)).map(copy -> kept.with(PATH, origin(copy))).orElse(kept);
  }

  /**
   * Settings to read the world with that the nodes run: a file that declares a game is taken from
   * the copy, though the workers, which are told where it is, need the one that they are beside.
   */
  NodeSettings declared(NodeSettings kept) {
    return copyOf(kept.get(PATH))
        .map(copy -> copy.resolve(DECLARED))
        .filter(Files::exists)
        .map(file -> kept.with(FILE, file.toString()))
        .orElse(kept);
  }

  /** Removes all copies but the one that nodes run now. */
  void forgetOthers(NodeSettings kept) throws IOException {
    Optional<Path> current = copyOf(kept.get(PATH));
    for (Path copy : copies()) {
      if (!current.equals(Optional.of(copy))) {
        LocalNode.deleteTree(copy);
      }
    }
  }

  /** All copies, the newest first. */
  private List<Path> copies() {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> paths = Files.list(directory)) {
      return paths
          .filter(path -> path.getFileName().toString().matches("[0-9]{1,9}"))
          .sorted(Comparator.comparingInt(KeptGame::number).reversed())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int number(Path copy) {
    return Integer.parseInt(copy.getFileName().toString());
  }

  private Optional<Path> copyOf(String path) {
    Path first = Path.of(path.split(",", 2)[0]);
    return first.startsWith(directory)
        ? Optional.of(directory.resolve(directory.relativize(first).getName(0)))
        : Optional.empty();
  }

  private static String origin(Path copy) {
    try {
      return Files.readString(copy.resolve(ORIGIN));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A run directory that is in a folder with classes is no part of the game. */
  private Path copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes)
              throws IOException {
            if (path.toAbsolutePath().normalize().equals(run)) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            Files.createDirectories(to.resolve(from.relativize(path)));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.copy(file, from.equals(file) ? to : to.resolve(from.relativize(file)));
            return FileVisitResult.CONTINUE;
          }
        });
    return to;
  }
}
