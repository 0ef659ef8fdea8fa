package io.zonescaler.node;

import io.zonescaler.cluster.ControlRecord;
import io.zonescaler.cluster.NodeListener;
import io.zonescaler.grid.GridMembers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a node's data directory has a part of a world. A grid with such a node never makes a new
 * world, whatever has been lost (invariant I9).
 */
public final class KeptData implements NodeListener {
  private static final Logger LOG = LoggerFactory.getLogger(KeptData.class);
  private static final String FILE = "world-made";

  private final Path file;
  private boolean marked;

  /** Marks a data directory once the world has been made. */
  KeptData(String dataDirectory) {
    file = Path.of(dataDirectory, FILE);
    marked = Files.exists(file);
  }

  /**
   * Whether a directory has a part of a world; what a node tells the others as {@link
   * GridMembers#KEEPS_WORLD}.
   *
   * @param dataDirectory its path; empty for a node that keeps nothing on disk
   */
  public static boolean isIn(String dataDirectory) {
    return !dataDirectory.isEmpty() && Files.exists(Path.of(dataDirectory, FILE));
  }

  @Override
  public void controlled(ControlRecord record) {
    if (!marked && !record.populating()) {
      marked = true;
      try {
        Files.writeString(file, "Part of a world is kept here.\n");
      } catch (IOException e) {
        LOG.warn("{} cannot be written: {}", file, e.toString());
      }
    }
  }
}
