package io.zonescaler.node;

import io.zonescaler.cluster.ControlRecord;
import io.zonescaler.cluster.NodeListener;
import io.zonescaler.cluster.NodeReport.Wish;
import io.zonescaler.cluster.WorldAccess;
import io.zonescaler.grid.WorldNode;
import io.zonescaler.server.worker.WorkerGame;
import io.zonescaler.state.ZoneState;
import io.zonescaler.verify.Rehearsal;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.ignite.IgniteException;
import org.apache.ignite.IgniteInterruptedException;
import org.apache.ignite.lifecycle.LifecycleBean;
import org.apache.ignite.lifecycle.LifecycleEventType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last bean to start: lets a node be ready only when the grid has taken it in and its zones
 * make their ticks in time. In its first seconds a JVM is busy compiling, and players that come
 * meanwhile would see a slow world.
 */
public final class PaceBean implements LifecycleBean {
  private static final Logger LOG = LoggerFactory.getLogger(PaceBean.class);
  private static final int TICKS_IN_TIME = 20;
  private static final long LONGEST_SECONDS = 3;
  private static final Duration REHEARSAL = Duration.ofSeconds(2);
  private static final Duration TAKEN_IN = Duration.ofSeconds(30);

  private final WorldBean world;

  /** As {@code node.xml} makes it. */
  public PaceBean(WorldBean world) {
    this.world = world;
  }

  @Override
  public void onLifecycleEvent(LifecycleEventType event) {
    if (event == LifecycleEventType.AFTER_NODE_START) {
      try {
        if (world.node().isOutside()) {
          rehearse(world.node());
        }
        if (!world.node().awaitTakenIn(TAKEN_IN)) {
          LOG.warn(
              "The grid has not given this node any slots within {} s: see zonescaler status",
              TAKEN_IN.toSeconds());
        }
        await(world.node());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IgniteInterruptedException(e);
      }
    }
  }

  private static void rehearse(WorldNode node) throws InterruptedException {
    if (node.world().game() instanceof WorkerGame game && !game.workers().awaitWorker(TAKEN_IN)) {
      LOG.warn(
          "No logic worker has come within {} s: zones of this node will stand still",
          TAKEN_IN.toSeconds());
    }
    try {
      int ticks = new Rehearsal(node).run(REHEARSAL);
      LOG.info("{} ticks of the running world computed here are the same as their owners'", ticks);
    } catch (Rehearsal.Differs e) {
      throw new IgniteException("this node must not join: " + e.getMessage(), e);
    }
    node.wish(Wish.OWNER);
  }

  private static void await(WorldAccess access) throws InterruptedException {
    Pace pace = new Pace(access);
    access.listen(pace);
    try {
      if (!pace.kept.await(LONGEST_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn(
            "The world does not keep its {} ticks per second yet, or stands still: see zonescaler status",
            access.world().settings().tickRate());
      }
    } finally {
      access.unlisten(pace);
    }
  }

  /** Counts ticks that were released before the next one was due. */
  private static final class Pace implements NodeListener {
    final CountDownLatch kept = new CountDownLatch(1);
    private final WorldAccess access;
    private final int rate;
    private long tick = -1;
    private int inTime;

    Pace(WorldAccess access) {
      this.access = access;
      rate = access.world().settings().tickRate();
    }

    @Override
    public void released(ZoneState state, byte[] frame, boolean own) {
      ControlRecord control = access.control();
      if (!own || control == null) {
        return;
      }
      if (System.currentTimeMillis() > control.dueMillis(state.tick() + 1, rate)) {
        inTime = 0;
      } else if (state.tick() > tick && ++inTime >= TICKS_IN_TIME) {
        kept.countDown();
      }
      tick = Math.max(tick, state.tick());
    }
  }
}
