package io.zonescaler.cli;

import io.zonescaler.archive.WorldArchive;
import io.zonescaler.game.World;
import io.zonescaler.node.UserError;
import io.zonescaler.tick.KeptWorld;
import io.zonescaler.verify.StoredHistory;
import java.io.PrintWriter;
import java.nio.file.Path;

/** Writes the world of running nodes, as it is at its newest safe tick, to a file. */
final class WorldExport {
  private WorldExport() {}

  /**
   * Writes it.
   *
   * @param progress is told what is being done
   * @throws UserError if zones cannot be read, or the file cannot be written
   */
  static WorldArchive write(LocalCluster cluster, Path file, PrintWriter progress)
      throws InterruptedException {
    World world = cluster.world();
    KeptWorld kept = newest(cluster, world, progress);
    try {
      WorldArchive.write(file.toAbsolutePath(), world, kept);
      return WorldArchive.open(file);
    } catch (Exception e) {
      throw UserError.failed(
          "the world cannot be written: " + e,
          file.toString(),
          "take a place that can be written and has room");
    }
  }

  private static KeptWorld newest(LocalCluster cluster, World world, PrintWriter progress)
      throws InterruptedException {
    StatusClient client = new StatusClient();
    progress.println(
        "Reading "
            + client.status(cluster).path("zones").size()
            + " zones of "
            + cluster.directory());
    try {
      return client.history(cluster, world, StoredHistory::newest);
    } catch (IllegalArgumentException e) {
      throw UserError.failed(
          "the world cannot be exported: " + e.getMessage(),
          cluster.directory().toString(),
          "see zonescaler status for zones that have halted, and try again when all run");
    }
  }
}
