package io.zonescaler.cluster;

import io.zonescaler.cluster.NodeReport.Wish;
import io.zonescaler.cluster.NodeReport.ZoneReport;
import io.zonescaler.frame.CellFilter;
import io.zonescaler.game.World;
import io.zonescaler.state.PlayerInput;
import io.zonescaler.tick.TickEngine;
import io.zonescaler.tick.WorldStart;
import io.zonescaler.tick.ZoneTick;
import io.zonescaler.zone.Zone;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One node of a world: takes in events (control records, ownership, messages, time), and moves its
 * zones on. Not thread-safe: all calls, and all callbacks of its ports, come from one loop.
 */
public final class NodeCore {
  /** Longest time between two calls of {@link #timer}, in milliseconds. */
  public static final int TIMER_MILLIS = 20;

  private final NodeContext context;
  private final Owner owner;
  private final Follower follower;
  private Set<Long> interest = Set.of();
  private long reportedMillis;
  private long toldFlowsMillis;
  private long exchangingMillis = Long.MAX_VALUE;
  private Wish wish = Wish.OWNER;
  private GatewayReport gateway = GatewayReport.NONE;

  /**
   * A node that knows nothing yet.
   *
   * @param world the world
   * @param start where the world begins, if it has not begun yet
   * @param name this node's name, as {@link Ownership} has it
   * @param store the world's store
   * @param link way to the other nodes
   * @param jobs runs ticks
   * @param clockMillis milliseconds since 1970, as all nodes agree on it; also read where {@code
   *     jobs} run
   * @param ticks makes workspaces for ticks
   * @param listener is told what happens
   * @param settings settings
   */
  public NodeCore(
      World world,
      WorldStart start,
      String name,
      FrameStore store,
      Link link,
      Jobs jobs,
      LongSupplier clockMillis,
      Supplier<ZoneTick> ticks,
      NodeListener listener,
      CoreSettings settings) {
    this(
        new NodeContext(
            world, start, name, store, link, jobs, clockMillis, ticks::get, listener, settings));
  }

  private NodeCore(NodeContext context) {
    this.context = context;
    owner = new Owner(context);
    follower = new Follower(context);
  }

  /**
   * A node with another engine in the place of {@link ZoneTick}.
   *
   * @param engines makes engines, each used by one run at a time; other parameters as above
   */
  public static NodeCore withEngine(
      World world,
      WorldStart start,
      String name,
      FrameStore store,
      Link link,
      Jobs jobs,
      LongSupplier clockMillis,
      Supplier<TickEngine> engines,
      NodeListener listener,
      CoreSettings settings) {
    return new NodeCore(
        new NodeContext(
            world, start, name, store, link, jobs, clockMillis, engines, listener, settings));
  }

  /** A control record was broadcast. Older ones are ignored (invariant I6). */
  public void control(ControlRecord record) {
    ControlRecord known = context.control;
    if (known != null && (record.epoch() < known.epoch() || record.version() <= known.version())) {
      return;
    }
    context.control = record;
    context.listener.controlled(record);
    if (known == null || !known.maps().equals(record.maps())) {
      context.retain(record.zones());
      sync();
    }
    owner.advanceAll();
  }

  /** Who owns the slots has changed, as far as this node can tell. */
  public void ownership(Ownership ownership) {
    context.ownership = ownership;
    sync();
    follower.askAll();
    owner.advanceAll();
  }

  /** Zones to follow besides the sources of this node's own zones. */
  public void interest(Set<Long> zones) {
    interest = Set.copyOf(zones);
    sync();
  }

  private void sync() {
    Set<Long> dropped = owner.sync();
    ControlRecord control = context.control;
    if (control == null) {
      return;
    }
    Map<Long, Zone> zones = new TreeMap<>();
    Map<Long, CellFilter> parts = new TreeMap<>();
    Set<Long> whole = new HashSet<>();
    int halo = context.world.space().halo();
    for (ControlRecord.MapInForce m : control.maps()) {
      for (OwnedZone own : owner.zones().values()) {
        if (m.firstTick() >= control.lastTick(own.zone.id())) {
          continue;
        }
        for (Zone source : m.map().within(own.zone.box(), halo)) {
          zones.put(source.id(), source);
          parts.merge(source.id(), own.seen, CellFilter::or);
        }
      }
      for (Zone zone : m.map().zones()) {
        // A backup that knows the zone can take it over at once.
        if (interest.contains(zone.id()) || context.ownership.isBackup(context.name, zone.slot())) {
          zones.put(zone.id(), zone);
          whole.add(zone.id());
        }
      }
    }
    Map<Long, Follower.Wanted> wanted = new TreeMap<>();
    for (Zone zone : zones.values()) {
      if (!owner.zones().containsKey(zone.id())) {
        CellFilter cells = whole.contains(zone.id()) ? null : parts.get(zone.id());
        wanted.put(zone.id(), new Follower.Wanted(zone, cells));
      }
    }
    follower.sync(wanted, dropped);
  }

  /** A message from another node, or from this one. */
  public void message(String from, NodeMessage message) {
    if (message instanceof NodeMessage.Frames m) {
      follower.receive(m.frames());
      owner.advanceAll();
    } else if (message instanceof NodeMessage.Follow m) {
      owner.follow(from, m);
    } else if (message instanceof NodeMessage.Unfollow m) {
      owner.unfollow(from, m.zone());
    } else if (message instanceof NodeMessage.Inputs m) {
      owner.accept(m.zone(), m.inputs());
    } else if (message instanceof NodeMessage.Control m) {
      control(m.record());
    } else if (message instanceof NodeMessage.Report m) {
      ControlRecord control = context.control;
      for (ZoneReport zone : m.report().zones()) {
        if (control == null || !control.isOver(zone.zone())) {
          context.seen(zone.zone(), zone.tick());
        }
      }
      context.listener.reported(m.report());
    } else if (message instanceof NodeMessage.Locate m) {
      long zone = owner.zoneOfAvatar(m.player());
      if (zone != 0) {
        context.link.send(from, new NodeMessage.Located(m.player(), zone));
      }
    } else if (message instanceof NodeMessage.Quarantine m) {
      owner.quarantine(m.entity(), m.release());
    } else if (message instanceof NodeMessage.Located m) {
      context.listener.located(m.player(), m.zone());
    }
  }

  /**
   * When {@link #timer} has to be called at the latest to keep ticks on time, in milliseconds since
   * 1970; {@link Long#MAX_VALUE} if nothing waits for time alone.
   */
  public long wakeMillis() {
    return owner.wakeMillis();
  }

  /**
   * Whether the grid is exchanging who has which slots, and since the last call: the store and jobs
   * may have to wait for it.
   */
  public void exchanging(boolean underWay) {
    long now = context.clock.getAsLong();
    if (underWay) {
      context.exchanges.add(Math.min(exchangingMillis, now), now);
    }
    exchangingMillis = now;
  }

  /** Time has passed; call at {@link #wakeMillis}, and every {@link #TIMER_MILLIS}. */
  public void timer() {
    context.timer(context.clock.getAsLong());
    owner.advanceAll();
    owner.watch();
    follower.watch();
    long now = context.clock.getAsLong();
    if (now - reportedMillis >= context.settings.reportMillis()) {
      sendReport(now);
    }
    if (context.settings.flows() && now - toldFlowsMillis >= 1000 * Forecasts.PERIOD_SECONDS) {
      toldFlowsMillis = now;
      context.link.broadcast(new NodeMessage.Flows(owner.flows()));
    }
  }

  /** Tells all nodes from now on what this one wants to be; an owner if it says nothing. */
  public void wish(Wish newWish) {
    wish = newWish;
    sendReport(context.clock.getAsLong());
  }

  /** What reports say of the gateway from now on. */
  public void gateway(GatewayReport report) {
    gateway = report;
  }

  private void sendReport(long now) {
    reportedMillis = now;
    context.link.broadcast(new NodeMessage.Report(report()));
  }

  /** Gives inputs to the zone's owner; they may get lost, whoever cares sends them again. */
  public void submit(long zone, List<PlayerInput> inputs) {
    ControlRecord control = context.control;
    if (control == null) {
      return;
    }
    Zone target = control.find(zone);
    String to = target == null ? "" : context.ownership.owner(target.slot());
    if (!to.isEmpty()) {
      context.link.send(to, new NodeMessage.Inputs(zone, inputs));
    }
  }

  /**
   * Reads all that the store has of a zone, which may be over.
   *
   * @param done is told the stored values in any order; never, if they cannot be read
   */
  public void history(Zone found, Consumer<List<byte[]>> done) {
    List<StoreKey> keys = new ArrayList<>(Places.snapshots(found));
    keys.addAll(Places.frames(found));
    context.store.read(
        keys,
        values -> {
          List<byte[]> there = new ArrayList<>();
          for (byte[] value : values) {
            if (value != null) {
              there.add(value);
            }
          }
          done.accept(there);
        });
  }

  private NodeReport report() {
    List<ZoneReport> zones = new ArrayList<>();
    ControlRecord control = context.control;
    for (OwnedZone z : owner.zones().values()) {
      boolean begun = control != null && z.tick >= control.firstTick(z.zone.id());
      zones.add(
          new ZoneReport(
              z.zone.id(),
              begun ? z.tick : -1,
              z.phase == OwnedZone.Phase.HALTED,
              z.entities,
              z.players,
              z.quarantined,
              (int) z.tickMicros,
              z.frameBytes,
              z.keptTick,
              owner.cuts(z)));
    }
    return new NodeReport(
        context.name,
        control == null ? 0 : control.version(),
        wish,
        zones,
        owner.drainTotals(),
        owner.work(),
        context.settings.cores(),
        gateway);
  }

  /** Newest tick of each zone that is known here to have been safe; any thread. */
  public Map<Long, Long> seen() {
    return context.seen();
  }

  /**
   * Whether a zone of the present maps has made a tick, as far as is known here: its owner says so,
   * or others could not be where they are without.
   */
  public boolean hasBegun(Zone zone) {
    ControlRecord control = context.control;
    if (control == null) {
      return false;
    }
    long first = control.firstTick(zone.id());
    return first <= control.maps().get(0).firstTick()
        || context.seen(zone.id()) >= first
        || context.isNeeded(zone, first);
  }

  /** The control record that this node acts on, or null before the first. */
  public @Nullable ControlRecord control() {
    return context.control;
  }

  /** Who owns the slots, as far as this node can tell. */
  public Ownership ownership() {
    return context.ownership;
  }
}
