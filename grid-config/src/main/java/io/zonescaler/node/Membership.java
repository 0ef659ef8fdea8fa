package io.zonescaler.node;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides whether a node founds or joins, and so what it looks for (invariant I9). A founder lists
 * its own address, as it may have to start the cluster. A node that joins must not: Ignite then
 * keeps looking for others instead of starting one.
 */
final class Membership {
  private Membership() {}

  /**
   * The settings that decide it, as Ignite is to see them.
   *
   * @param wasMember whether this node was in a grid before, so that it may only go back to it;
   *     with its data on disk it may also bring it up again together with all others
   * @param goesBack whether it is known that the others are up
   * @throws UserError if there is nobody to join
   */
  static Map<String, Object> settings(NodeSettings settings, boolean wasMember, boolean goesBack) {
    String own = settings.get("grid.host") + ":" + settings.integer("grid.discoveryPort");
    boolean onDisk = !settings.get("grid.dataDirectory").isEmpty();
    boolean joins = goesBack || settings.list("grid.founders").isEmpty() || (wasMember && !onDisk);
    List<String> addresses = new ArrayList<>(settings.list("grid.discovery"));
    if (joins) {
      addresses.removeIf(address -> address.equals(own));
    } else if (!addresses.contains(own)) {
      addresses.add(own);
    }
    if (addresses.isEmpty()) {
      throw UserError.arguments(
          "node " + settings.name() + " has nobody to join",
          "grid.discovery = " + settings.get("grid.discovery"),
          "name a node of the grid with --join HOST:PORT, or the first members of a new one with --founders");
    }
    Map<String, Object> effective = new HashMap<>();
    effective.put("grid.discovery", String.join(",", addresses));
    effective.put("grid.founders", joins ? "" : settings.get("grid.founders"));
    // Who was gone when this node started may have come back since.
    effective.put("grid.without", goesBack ? "" : settings.get("grid.without"));
    return effective;
  }
}
