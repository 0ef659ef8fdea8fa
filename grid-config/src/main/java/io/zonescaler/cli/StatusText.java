package io.zonescaler.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** A cluster's status for people. */
final class StatusText {
  private static final int BAR = 10;

  private StatusText() {}

  /** The world, its audit, the nodes, and what players experience at them. */
  static void print(ObjectNode status, List<LocalNode> nodes, PrintWriter out) {
    if (status.has("world")) {
      printWorld(status.path("world"), status.path("zones").size(), out);
    }
    if (status.has("audit")) {
      printAudit(status.path("audit"), status.path("redundancy"), out);
    }
    if (!nodes.isEmpty()) {
      printNodes(status.path("nodes"), nodes, out);
    }
    printGateways(status.path("nodes"), out);
  }

  private static void printWorld(JsonNode world, int zones, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "world %s: %s, tick %,d, speed %.2f of %d ticks/s, %,d entities, %,d players, %d zones%n",
        world.path("name").asText(),
        world.path("state").asText(),
        world.path("tick").asLong(-1),
        world.path("speed").asDouble(),
        world.path("tickRate").asInt(),
        world.path("entities").asLong(),
        world.path("players").asLong(),
        zones);
    if (!world.path("trouble").asText().isEmpty()) {
      out.println("  it cannot go on: " + world.path("trouble").asText());
    }
    if (!world.path("hash").asText().isEmpty()) {
      out.println("  hash " + world.path("hash").asText());
    }
  }

  private static void printAudit(JsonNode audit, JsonNode redundancy, PrintWriter out) {
    boolean ok = audit.path("ok").asBoolean();
    out.printf(
        Locale.ROOT,
        "audit: %s; made %,d, removed %,d, logic failed %,d, violations %,d, idled %,d, ticks unchecked"
            + " %,d%n",
        ok ? "nothing lost or doubled" : "BROKEN, " + audit.path("firstBreak").asText(),
        audit.path("spawned").asLong(),
        audit.path("despawned").asLong(),
        audit.path("failures").asLong(),
        audit.path("violations").asLong(),
        audit.path("idled").asLong(),
        audit.path("unchecked").asLong());
    if (audit.path("failures").asLong() > 0) {
      out.println(
          "  the game's logic fails: why, and on which entity, is in the nodes' logs (node.log)");
    }
    if (redundancy.has("slotsBelow")) {
      int below = redundancy.path("slotsBelow").asInt();
      out.println(
          below == 0
              ? "slots: all have their backups (" + redundancy.path("target").asInt() + ")"
              : "slots: " + below + " lack backups");
    }
  }

  private static void printNodes(JsonNode told, List<LocalNode> nodes, PrintWriter out) {
    out.printf(
        "%-8s %-9s %-15s %6s %6s %9s %14s %8s  %-21s %s%n",
        "node",
        "state",
        "load",
        "cores",
        "zones",
        "entities",
        "tick ms p50/99",
        "pid",
        "grpc",
        "console");
    for (LocalNode node : nodes) {
      Optional<JsonNode> known =
          StreamSupport.stream(told.spliterator(), false)
              .filter(one -> one.path("name").asText().equals(node.name()) && one.has("load"))
              .findFirst();
      String measured =
          known
              .map(StatusText::measured)
              .orElse("%-15s %6s %6s %9s %14s".formatted("", "", "", "", ""));
      // The others hear of a death some seconds later.
      String state =
          node.state().equals(LocalNode.DEAD)
              ? LocalNode.DEAD
              : known.map(one -> one.path("state").asText()).orElse(node.state());
      out.printf(
          "%-8s %-9s %s %8d  %-21s %s%n",
          node.name(), state, measured, node.pid(), "127.0.0.1:" + node.ports().grpc(), node.url());
    }
  }

  private static String measured(JsonNode node) {
    double load = node.path("load").asDouble();
    int full = (int) Math.min(BAR, Math.round(load * BAR));
    return String.format(
        Locale.ROOT,
        "%s%s %4.2f %6.2f %6d %,9d %14s",
        "#".repeat(full),
        ".".repeat(BAR - full),
        load,
        node.path("cpu").asDouble(),
        node.path("zones").asInt(),
        node.path("entities").asLong(),
        medianAndTail(node.path("tickMillis")));
  }

  private static String medianAndTail(JsonNode millis) {
    return String.format(
        Locale.ROOT, "%.0f / %.0f", millis.path("p50").asDouble(), millis.path("p99").asDouble());
  }

  /** What players experience, where there are some. */
  private static void printGateways(JsonNode told, PrintWriter out) {
    List<JsonNode> busy =
        StreamSupport.stream(told.spliterator(), false)
            .filter(node -> !node.path("state").asText().equals("silent"))
            .filter(node -> node.at("/gateway/clients").asInt() > 0)
            .toList();
    if (busy.isEmpty()) {
      return;
    }
    out.printf(
        "%-8s %8s %8s %10s %11s %14s %14s %9s  %s%n",
        "gateway",
        "clients",
        "KB/s",
        "updates/s",
        "commands/s",
        "ack ms p50/99",
        "gap ms p50/99",
        "refused",
        "limits reached");
    for (JsonNode node : busy) {
      JsonNode gateway = node.path("gateway");
      String limits =
          gateway.path("limits").properties().stream()
              .map(limit -> limit.getKey() + " " + limit.getValue().asLong())
              .collect(Collectors.joining(", "));
      out.printf(
          Locale.ROOT,
          "%-8s %,8d %8.1f %10.0f %11.0f %14s %14s %,9d  %s%n",
          node.path("name").asText(),
          gateway.path("clients").asInt(),
          gateway.path("bytesPerSecond").asDouble() / 1000,
          gateway.path("updatesPerSecond").asDouble(),
          gateway.path("commandsPerSecond").asDouble(),
          medianAndTail(gateway.path("ackMillis")),
          medianAndTail(gateway.path("gapMillis")),
          gateway.path("refused").asLong(),
          limits.isEmpty() ? "-" : limits);
    }
  }

  /** The zones whose ticks take longest. */
  static void printBusiest(JsonNode zones, int most, PrintWriter out) {
    List<JsonNode> sorted =
        StreamSupport.stream(zones.spliterator(), false)
            .sorted(
                Comparator.comparingInt((JsonNode zone) -> -zone.path("tickMicros").asInt())
                    .thenComparing(zone -> zone.path("id").asText()))
            .limit(most)
            .toList();
    ZonesCommand.print(sorted, out);
  }
}
