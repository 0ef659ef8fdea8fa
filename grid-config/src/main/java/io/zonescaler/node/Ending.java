package io.zonescaler.node;

import io.zonescaler.cluster.NodeListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends this process when an operator asks for it.
 *
 * @param mayCrash whether it may be at once, for drills
 */
record Ending(boolean mayCrash) implements NodeListener {
  private static final Logger LOG = LoggerFactory.getLogger(Ending.class);

  /** As a shell reports a process that was ended by SIGKILL. */
  private static final int KILLED = 128 + 9;

  @Override
  public void asked(boolean orderly) {
    if (orderly) {
      // The JVM's stop hook lets others take over first; the world's loop cannot wait for that.
      new Thread(() -> System.exit(0), "drain").start();
    } else if (mayCrash) {
      Runtime.getRuntime().halt(KILLED);
    } else {
      LOG.warn("This node is not killed: its setting http.drills is false");
    }
  }
}
