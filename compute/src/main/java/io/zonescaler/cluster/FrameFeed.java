package io.zonescaler.cluster;

import java.util.List;

/**
 * A fast way for frames from node to node, besides the {@link Link}. It may lose what it is given.
 */
@FunctionalInterface
public interface FrameFeed {
  /** Sends frames to a node; returns at once, false if there is no way to it now. */
  boolean send(String node, List<byte[]> frames);
}
