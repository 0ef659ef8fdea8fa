package io.zonescaler.simulation;

import io.zonescaler.cluster.ControlRecord;
import io.zonescaler.cluster.ControlRecord.MapInForce;
import io.zonescaler.cluster.NodeMessage;
import io.zonescaler.math.StableHash;
import io.zonescaler.state.EntityTable;
import io.zonescaler.state.Ids;
import io.zonescaler.state.PlayerInput;
import io.zonescaler.state.PlayerInput.Type;
import io.zonescaler.state.ZoneState;
import io.zonescaler.world.Kind;
import io.zonescaler.world.Schema;
import io.zonescaler.world.Space;
import io.zonescaler.zone.Zone;
import io.zonescaler.zone.ZoneMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * A player with the gateway's part: inputs go to the zone that has the avatar as of the newest safe
 * state that the gateway knows, and are sent again until a safe frame has consumed them.
 */
final class SimulatedPlayer {
  private final SimulatedCluster cluster;
  private final long id;
  private final Random random;
  private SimulatedNode gateway;
  private long epoch = 1;
  private boolean known;
  private boolean live;
  private boolean leaving;
  private long seenTick = -1;
  private long seenEpoch;
  private long consumed;
  private long zone;
  private int silence;

  SimulatedPlayer(SimulatedCluster cluster, int number, SimulatedNode gateway) {
    this.cluster = cluster;
    id = idOf(cluster.scenario.seed(), number);
    random = new Random(id);
    this.gateway = gateway;
    gateway.players.add(this);
    zone = homeZone();
    cluster.events.after(random.nextInt(1500), this::act);
  }

  static long idOf(long seed, int number) {
    return StableHash.hash(seed, number, 0x706cL) >>> 1;
  }

  /** What the player sends as a command of that number. */
  static byte[] payload(long player, long number) {
    Random random = new Random(player ^ number * 0x9E3779B97F4A7C15L);
    byte[] payload = new byte[random.nextInt(20) == 0 ? 1 : 3];
    random.nextBytes(payload);
    payload[0] = (byte) (random.nextInt(3) == 0 ? random.nextInt(10) : 0);
    return payload;
  }

  long id() {
    return id;
  }

  /** The map whose zones make the tick after. */
  private ZoneMap mapAfter(long tick) {
    return cluster.check.mapAt(tick + 1);
  }

  private long homeZone() {
    Space space = cluster.scenario.world().space();
    int x = Ids.homePlace(space, id, 0);
    int y = Ids.homePlace(space, id, 1);
    int z = space.dimensions() == 3 ? Ids.homePlace(space, id, 2) : 0;
    return mapAfter(cluster.check.slowest()).locate(x, y, z).id();
  }

  /** Zones that the avatar is in or can step into. */
  Set<Long> zones() {
    Set<Long> wanted = new TreeSet<>();
    int step = cluster.scenario.world().space().step();
    ControlRecord control = gateway.control();
    Zone here = control == null ? null : control.find(zone);
    if (control != null && here != null) {
      for (MapInForce m : control.maps()) {
        m.map().within(here.box(), step).forEach(z -> wanted.add(z.id()));
      }
    }
    return wanted;
  }

  /** The gateway learns a safe state. */
  void released(ZoneState state) {
    Schema schema = cluster.scenario.world().schema();
    look(state, schema.avatar(), true);
    look(state, schema.carried(schema.avatar()), true);
    look(state, schema.parked(), false);
  }

  private void look(ZoneState state, Kind kind, boolean isLive) {
    EntityTable table = state.tables().get(kind.index());
    long avatar = Ids.avatar(id);
    for (int row = 0; row < table.size; row++) {
      if (table.id[row] == avatar && state.tick() >= seenTick) {
        seenTick = state.tick();
        known = true;
        live = isLive;
        silence = 0;
        seenEpoch = table.integer(kind.epochColumn(), row);
        consumed = table.integer(kind.lastCommandColumn(), row);
        zone = mapAfter(seenTick).locate(table.x[row], table.y[row], table.z[row]).id();
      }
    }
  }

  void located(long foundZone) {
    if (silence > 5) {
      zone = foundZone;
    }
  }

  private void act() {
    cluster.events.after(
        cluster.scenario.tickMillis() * (50 + random.nextInt(100)) / 100, this::act);
    if (gateway.ended()) {
      reconnect();
      return;
    }
    if (silence++ > 5) {
      gateway.link().broadcast(new NodeMessage.Locate(id));
    }
    gateway.interestChanged();
    if (!known) {
      submit(homeZone(), List.of(input(Type.JOIN, 0)));
      return;
    }
    List<PlayerInput> inputs = new ArrayList<>();
    if (seenEpoch > epoch) {
      epoch = seenEpoch;
    }
    if (!live && seenEpoch == epoch) {
      epoch++;
      leaving = false;
    }
    if (seenEpoch < epoch) {
      inputs.add(input(Type.RESUME, 0));
    }
    if (live) {
      inputs.add(input(Type.COMMAND, consumed + 1));
      if (random.nextInt(3) == 0) {
        inputs.add(input(Type.COMMAND, consumed + 2));
      }
      if (random.nextInt(4) == 0) {
        inputs.add(input(Type.COMMAND, Math.max(1, consumed)));
      }
      leaving |= random.nextInt(60) == 0;
      if (leaving) {
        inputs.add(input(Type.LEAVE, 0));
      }
    }
    submit(zone, inputs);
  }

  private PlayerInput input(Type type, long number) {
    byte[] payload = type == Type.COMMAND ? payload(id, number) : new byte[0];
    return new PlayerInput(id, type, epoch, number, payload);
  }

  /** To the owner; and, as gateways' views differ, some of it to others. */
  private void submit(long to, List<PlayerInput> inputs) {
    gateway.core.submit(to, inputs);
    if (random.nextInt(3) == 0 && !inputs.isEmpty()) {
      List<String> names = cluster.topology.names;
      PlayerInput one = inputs.get(random.nextInt(inputs.size()));
      gateway
          .link()
          .send(names.get(random.nextInt(names.size())), new NodeMessage.Inputs(to, List.of(one)));
    }
  }

  /** The gateway is dead: the player takes the avatar over through another node. */
  private void reconnect() {
    List<String> candidates = cluster.topology.mainNodes();
    SimulatedNode next = cluster.nodes.get(candidates.get(random.nextInt(candidates.size())));
    gateway.players.remove(this);
    gateway = next;
    gateway.players.add(this);
    epoch++;
    leaving = false;
    gateway.interestChanged();
  }
}
