package io.zonescaler.simulation;

import io.zonescaler.cluster.Link;
import io.zonescaler.cluster.NodeMessage;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/** The network: messages are delayed, overtaken, lost and doubled. */
final class SimulatedLink {
  private static final long PROBE_TIMEOUT = 150;

  private final EventQueue events;
  private final Random random;
  private final SimulatedTopology topology;
  private final Scenario scenario;
  private final Map<String, SimulatedNode> nodes;

  SimulatedLink(
      EventQueue events,
      Random random,
      SimulatedTopology topology,
      Scenario scenario,
      Map<String, SimulatedNode> nodes) {
    this.events = events;
    this.random = random;
    this.topology = topology;
    this.scenario = scenario;
    this.nodes = nodes;
  }

  /** The network as a node uses it. */
  Link of(SimulatedNode from) {
    return new Link() {
      @Override
      public void send(String to, NodeMessage message) {
        SimulatedLink.this.send(from.name, to, message);
      }

      @Override
      public void broadcast(NodeMessage message) {
        topology.names.forEach(to -> SimulatedLink.this.send(from.name, to, message));
      }

      @Override
      public void probeMajority(Consumer<Boolean> done) {
        SimulatedLink.this.probe(from, done);
      }
    };
  }

  private void send(String from, String to, NodeMessage message) {
    boolean local = from.equals(to);
    if (!local && random.nextInt(100) < scenario.lossPercent()) {
      return;
    }
    int times = !local && random.nextInt(100) < scenario.doublePercent() ? 2 : 1;
    for (int i = 0; i < times; i++) {
      long delay = local ? 0 : 1 + random.nextInt(6);
      if (random.nextInt(100) < scenario.slowPercent()) {
        delay += random.nextInt(120);
      }
      events.after(
          delay,
          () -> {
            SimulatedNode node = nodes.get(to);
            if (node != null && topology.reachable(from, to)) {
              node.receive(from, message);
            }
          });
    }
  }

  private void probe(SimulatedNode from, Consumer<Boolean> done) {
    events.after(
        1 + random.nextInt(8),
        () -> {
          long reached =
              topology.names.stream().filter(n -> topology.reachable(from.name, n)).count();
          boolean majority = topology.hasMajority((int) reached);
          events.after(
              majority ? 1 + random.nextInt(8) : PROBE_TIMEOUT,
              () -> from.run(() -> done.accept(majority)));
        });
  }
}
