package io.zonescaler.node;

import io.zonescaler.archive.ArchiveException;
import io.zonescaler.archive.WorldArchive;
import io.zonescaler.game.World;
import io.zonescaler.tick.KeptWorld;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** An exported world as the beginning of a new one. */
public final class ArchivedWorld {
  /** The setting that names the file. */
  public static final String SETTING = "world.archive";

  private ArchivedWorld() {}

  /**
   * Opens an exported world.
   *
   * @throws UserError if the file cannot be read or is none
   */
  public static WorldArchive open(Path file) {
    try {
      return WorldArchive.open(file);
    } catch (ArchiveException e) {
      throw refused(file, e);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /**
   * Reads an exported world for the game that is to go on with it.
   *
   * @param changes is told what is not as it was, a sentence each
   * @throws UserError if the file is damaged or the game cannot take it over
   */
  public static KeptWorld read(WorldArchive archive, Path file, World world, List<String> changes) {
    try {
      return archive.read(world, changes);
    } catch (ArchiveException e) {
      throw refused(file, e);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static UserError refused(Path file, ArchiveException e) {
    return UserError.failed(String.valueOf(e.getMessage()), file.toString(), e.remedy());
  }

  private static UserError unreadable(Path file, IOException e) {
    return UserError.arguments(
        "the exported world cannot be read: " + e, file.toString(), "name a file that can be read");
  }
}
