package io.zonescaler.server.gateway;

import io.zonescaler.state.EntityTable;
import io.zonescaler.state.PlayerInput;
import io.zonescaler.state.ZoneState;
import io.zonescaler.world.Kind;
import io.zonescaler.zone.Zone;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Avatars in this node's zones whose gateway is gone, with its node: they are parked, unless their
 * players come back in time. Gateway's thread only.
 */
final class Strays {
  /** What is seen no more is another node's to look after. */
  private static final long FORGET_MILLIS = 5000;

  private final GatewayLoop loop;
  private final Map<Long, ZoneState> states = new HashMap<>();

  /** Since when an avatar has been one, and when it was seen last. */
  private final Map<Long, Stray> strays = new HashMap<>();

  private static final class Stray {
    final long sinceMillis;
    long seenMillis;

    Stray(long now) {
      sinceMillis = now;
    }
  }

  Strays(GatewayLoop loop) {
    this.loop = loop;
  }

  /** A zone of this node has a new state. */
  void released(ZoneState state) {
    states.put(state.zone(), state);
  }

  /** Looks through what has come since the last time. */
  void look() {
    Set<Integer> gateways = new HashSet<>();
    loop.access().incarnations().forEach(i -> gateways.add(SessionEpoch.gateway(i)));
    for (ZoneState state : states.values()) {
      for (Kind kind : loop.world().schema().avatars()) {
        look(state, state.tables().get(kind.index()), gateways);
      }
    }
    states.clear();
    strays.values().removeIf(stray -> loop.now() - stray.seenMillis > FORGET_MILLIS);
  }

  /** The world stands still: nobody can come back, and nobody has to. */
  void pause() {
    states.clear();
    strays.clear();
  }

  private void look(ZoneState state, EntityTable table, Set<Integer> gateways) {
    long[] epochs = table.longs[table.kind.epochColumn().lane()];
    for (int row = 0; row < table.size; row++) {
      if (!GatewayLoop.isInPlay(table, row)) {
        continue;
      }
      if (gateways.contains(SessionEpoch.gateway(epochs[row]))) {
        strays.remove(table.id[row]);
      } else {
        Stray stray = strays.computeIfAbsent(table.id[row], id -> new Stray(loop.now()));
        stray.seenMillis = loop.now();
        if (loop.now() - stray.sinceMillis >= loop.settings().get(GatewayLimit.RESUME)) {
          park(state, table, row, epochs[row]);
        }
      }
    }
  }

  private void park(ZoneState state, EntityTable table, int row, long epoch) {
    long player = table.longs[table.kind.playerColumn().lane()][row];
    Zone zone = loop.zoneAt(state.tick(), table.x[row], table.y[row], table.z[row]);
    if (zone != null) {
      loop.submit(
          zone.id(), new PlayerInput(player, PlayerInput.Type.LEAVE, epoch, 0, new byte[0]));
    }
  }
}
