package io.zonescaler.node;

import io.zonescaler.cluster.CoreSettings;
import io.zonescaler.cluster.NodeReport.Wish;
import io.zonescaler.game.World;
import io.zonescaler.grid.GridMembers;
import io.zonescaler.grid.WorldNode;
import io.zonescaler.placement.LoadPlanner.Limits;
import io.zonescaler.placement.ZonePolicy;
import io.zonescaler.tick.KeptWorld;
import io.zonescaler.tick.StartPopulation;
import io.zonescaler.tick.WorldStart;
import io.zonescaler.zone.ZoneMap;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.BiPredicate;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteException;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.lifecycle.LifecycleBean;
import org.apache.ignite.lifecycle.LifecycleEventType;
import org.apache.ignite.resources.IgniteInstanceResource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs this node's part of the world, once the grid is active. Other lifecycle beans get at it
 * through {@link #node()}; those that are named after it in {@code node.xml} find it running.
 */
public final class WorldBean implements LifecycleBean {
  private static final Logger LOG = LoggerFactory.getLogger(WorldBean.class);
  private static final long STUCK_AFTER_MILLIS = 2000;

  private final NodeSettings settings;
  private final boolean founds;
  private final List<String> gone;
  @IgniteInstanceResource private @Nullable Ignite ignite;
  private final Deque<Runnable> users = new ArrayDeque<>();
  private final List<Runnable> farewells = new ArrayList<>();
  private @Nullable WorldNode node;

  /**
   * As {@code node.xml} makes it.
   *
   * @param settings the node's settings
   * @param founders names separated by commas; empty for a node that joins and so never makes a
   *     world (I9)
   * @param gone names separated by commas, of members that are gone for ever
   */
  public WorldBean(NodeSettings settings, String founders, String gone) {
    this.settings = settings;
    founds = !founders.isEmpty();
    this.gone = GridBootstrap.names(gone);
  }

  @Override
  public void onLifecycleEvent(LifecycleEventType event) {
    Ignite grid = ignite;
    if (event == LifecycleEventType.AFTER_NODE_START && grid != null) {
      World world = GameWorld.load(settings);
      requireSameWorld(grid);
      requireSamePlayers(grid);
      ZoneMap map =
          founds && GridMembers.keeping(grid, true).isEmpty()
              ? ZoneMap.uniform(
                  world.space(), settings.integer("world.zones"), world.settings().slots())
              : null;
      WorldNode started = new WorldNode(grid, world, start(world), map, core());
      if (started.isOutside()) {
        // PaceBean rehearses first.
        started.wish(Wish.GUEST);
      }
      started.balance(
          Limits.of(settings.integer("balance.moves")),
          ZonePolicy.Limits.of(
              settings.integer("balance.zonePart") / 100.0, settings.integer("world.zones")));
      started.start();
      started.presumeGone(gone);
      String data = settings.get("grid.dataDirectory");
      if (!data.isEmpty()) {
        started.listen(new KeptData(data));
      }
      started.listen(new Ending(Boolean.parseBoolean(settings.get("http.drills"))));
      node = started;
      LOG.info(
          "World {} of {} runs here: {} zones, {} ticks per second",
          world.settings().name(),
          world.game().name(),
          settings.integer("world.zones"),
          world.settings().tickRate());
    } else if (event == LifecycleEventType.BEFORE_NODE_STOP && node != null) {
      // Ignite tells the first bean first: those that were started later stop before the world.
      users.forEach(Runnable::run);
      node.close();
    }
  }

  /** Where a new world begins; a node that founds none, or that only goes on, has no use for it. */
  private WorldStart start(World world) {
    String file = settings.get(ArchivedWorld.SETTING);
    if (!founds || file.isEmpty()) {
      return new StartPopulation(world);
    }
    Path path = Path.of(file);
    List<String> changes = new ArrayList<>();
    KeptWorld kept = ArchivedWorld.read(ArchivedWorld.open(path), path, world, changes);
    changes.forEach(change -> LOG.info("The exported world changes: {}", change));
    LOG.atInfo()
        .addKeyValue("tick", kept.tick())
        .log("The world begins with tick {} of {}", kept.tick(), path);
    return kept;
  }

  /** Runs {@code farewell} when others have taken over all that this node owned. */
  public void whenLeft(Runnable farewell) {
    farewells.add(farewell);
  }

  /**
   * Lets others take over what this node owns.
   *
   * @param limit longest time to wait for it
   * @return whether they have
   */
  public boolean leave(Duration limit) throws InterruptedException {
    WorldNode running = node();
    boolean left = running.leave(limit);
    if (left && running.isOutside()) {
      farewells.forEach(Runnable::run);
    }
    return left;
  }

  /** Runs {@code stop} before the world stops; the last one that was given runs first. */
  public void beforeStop(Runnable stop) {
    users.push(stop);
  }

  private CoreSettings core() {
    CoreSettings defaults = CoreSettings.defaults();
    double cores = Double.parseDouble(settings.get("node.cores"));
    return new CoreSettings(
        STUCK_AFTER_MILLIS,
        defaults.followRetryMillis(),
        defaults.reportMillis(),
        cores > 0 ? cores : Runtime.getRuntime().availableProcessors(),
        true);
  }

  /** Nodes with another game, schema or settings would compute another world. */
  private static void requireSameWorld(Ignite grid) {
    requireNobody(
        differing(grid, "zonescaler.world", (own, theirs) -> !own.equals(theirs)),
        "this node's game, settings or schema ("
            + grid.cluster().localNode().attribute("zonescaler.world")
            + ") are not those of ",
        "the same");
  }

  /**
   * A node without players' keys would open a world that the others protect. They may be different
   * for a while, when they are replaced node by node.
   */
  private static void requireSamePlayers(Ignite grid) {
    requireNobody(
        differing(grid, "zonescaler.players", (own, theirs) -> own.isEmpty() && !theirs.isEmpty()),
        "this node would let anyone play as anyone, as it has no players.keys; unlike ",
        "the same players.keys");
    requireNobody(
        differing(grid, "zonescaler.players", (own, theirs) -> !own.isEmpty() && theirs.isEmpty()),
        "this node has players.keys, but anyone can play as anyone through ",
        "the same players.keys");
    List<String> others =
        differing(grid, "zonescaler.players", (own, theirs) -> !own.equals(theirs));
    if (!others.isEmpty()) {
      LOG.warn(
          "players.keys, .issuer or .audience are not those of {}: a player may be let in by one"
              + " node and not by another",
          others);
    }
  }

  private static void requireNobody(List<String> others, String problem, String remedy) {
    if (!others.isEmpty()) {
      throw new IgniteException(problem + others + ": give all nodes of a world " + remedy);
    }
  }

  /** The nodes, of those that were here before this one, whose attribute differs, with it. */
  private static List<String> differing(
      Ignite grid, String attribute, BiPredicate<String, String> differ) {
    String own = grid.cluster().localNode().attribute(attribute);
    List<String> others = new ArrayList<>();
    for (ClusterNode node : grid.cluster().forServers().nodes()) {
      String theirs = node.attribute(attribute);
      boolean isElder = node.order() < grid.cluster().localNode().order();
      if (isElder && own != null && theirs != null && differ.test(own, theirs)) {
        others.add((node.consistentId() + " " + theirs).strip());
      }
    }
    return others;
  }

  /** The node; fails before it has been started. */
  public WorldNode node() {
    WorldNode started = node;
    if (started == null) {
      throw new IllegalStateException(
          "the world is not running yet: name its bean before those that use it");
    }
    return started;
  }
}
