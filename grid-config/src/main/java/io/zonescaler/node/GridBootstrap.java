package io.zonescaler.node;

import io.zonescaler.grid.Bootstrap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteException;
import org.apache.ignite.lifecycle.LifecycleBean;
import org.apache.ignite.lifecycle.LifecycleEventType;
import org.apache.ignite.resources.IgniteInstanceResource;
import org.jspecify.annotations.Nullable;

/**
 * Holds a node's start until its grid is active (invariant I9). First of the node's lifecycle
 * beans, so that the others find an active grid.
 */
public final class GridBootstrap implements LifecycleBean {
  private final List<String> founders;
  private final List<String> gone;
  private final Duration limit;
  @IgniteInstanceResource private @Nullable Ignite ignite;

  /**
   * As {@code node.xml} makes it.
   *
   * @param founders names separated by commas, empty for a node that joins
   * @param gone names separated by commas, of members that nobody is to wait for
   * @param limitSeconds how long to wait
   */
  public GridBootstrap(String founders, String gone, long limitSeconds) {
    this.founders = names(founders);
    this.gone = names(gone);
    this.limit = Duration.ofSeconds(limitSeconds);
  }

  /** Names separated by commas, as {@code node.xml} has them. */
  static List<String> names(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split(",", -1));
  }

  @Override
  public void onLifecycleEvent(LifecycleEventType event) {
    if (event != LifecycleEventType.AFTER_NODE_START || ignite == null) {
      return;
    }
    try {
      new Bootstrap(ignite, founders, gone).await(limit);
      // From here on there is a world, so this node must never make one again.
      Path work = Path.of(ignite.configuration().getWorkDirectory());
      Files.writeString(
          work.resolve(NodeRuntime.MEMBER_FILE), "Delete this only to found a new world.\n");
    } catch (IOException e) {
      throw new IgniteException("the work directory cannot be written: " + e, e);
    } catch (TimeoutException e) {
      throw new IgniteException(e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IgniteException("interrupted while waiting for the grid", e);
    }
  }
}
