package io.zonescaler.simulation;

import io.zonescaler.cluster.ControlRecord;
import io.zonescaler.cluster.ControlRecord.MapInForce;
import io.zonescaler.cluster.Directives;
import io.zonescaler.cluster.Link;
import io.zonescaler.cluster.NodeMessage;
import io.zonescaler.cluster.VariableChange;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Breaks of how nodes act on what they are told. */
final class LinkBreaks {
  private LinkBreaks() {}

  static List<SeededBreak> all() {
    return List.of(
        new SeededBreak("the probe of the majority is skipped", "I2", () -> new NoProbe()),
        new SeededBreak(
            "the horizon is ignored",
            "I6",
            () -> new ChangedControl(record -> record.withHorizon(Long.MAX_VALUE / 2))),
        new SeededBreak(
            "a map is in force before the horizon is reached",
            "I6",
            () -> new ChangedControl(LinkBreaks::early)),
        new SeededBreak(
            "a variable is set before the horizon is reached",
            "I6",
            () -> new ChangedControl(LinkBreaks::earlyVariables)),
        new SeededBreak(
            "control records of an older epoch are accepted", "I6", () -> new OldEpochs()));
  }

  private static ControlRecord early(ControlRecord record) {
    List<MapInForce> maps = new ArrayList<>(record.maps());
    MapInForce newest = maps.get(maps.size() - 1);
    if (maps.size() > 1) {
      maps.set(1, new MapInForce(newest.firstTick() - 4, newest.map()));
    }
    return record.withMaps(maps);
  }

  private static ControlRecord earlyVariables(ControlRecord record) {
    Directives directives = record.directives();
    return record.withDirectives(
        new Directives(
            directives.balancing(),
            directives.pins(),
            directives.changes().stream()
                .map(
                    c ->
                        c.firstTick() == 0
                            ? c
                            : new VariableChange(
                                Math.max(1, c.firstTick() - 4), c.variable(), c.bits()))
                .toList()));
  }

  /** Passes everything on. */
  private static class Wrapped implements Link {
    private final Link intact;

    Wrapped(Link intact) {
      this.intact = intact;
    }

    @Override
    public void send(String node, NodeMessage message) {
      intact.send(node, message);
    }

    @Override
    public void broadcast(NodeMessage message) {
      intact.broadcast(message);
    }

    @Override
    public void probeMajority(Consumer<Boolean> done) {
      intact.probeMajority(done);
    }
  }

  private static final class NoProbe extends Seams {
    @Override
    Link link(Link intact, SimulatedNode node) {
      return new Wrapped(intact) {
        @Override
        public void probeMajority(Consumer<Boolean> done) {
          node.soon(() -> done.accept(true));
        }
      };
    }
  }

  private static final class ChangedControl extends Seams {
    private final UnaryOperator<ControlRecord> change;

    ChangedControl(UnaryOperator<ControlRecord> change) {
      this.change = change;
    }

    @Override
    Link link(Link intact, SimulatedNode node) {
      return new Wrapped(intact) {
        @Override
        public void broadcast(NodeMessage message) {
          super.broadcast(
              message instanceof NodeMessage.Control m
                  ? new NodeMessage.Control(change.apply(m.record()))
                  : message);
        }
      };
    }
  }

  /**
   * Records that are late come back as if their epoch did not matter: with the newest epoch and the
   * next version, so that the nodes' own check does not see it.
   */
  private static final class OldEpochs extends Seams {
    private @Nullable ControlRecord first;

    @Override
    Link link(Link intact, SimulatedNode node) {
      return new Wrapped(intact) {
        @Override
        public void broadcast(NodeMessage message) {
          super.broadcast(message);
          if (message instanceof NodeMessage.Control m) {
            ControlRecord old = first;
            if (old == null) {
              first = m.record();
            } else if (old.epoch() < m.record().epoch()) {
              ControlRecord now = m.record();
              super.broadcast(
                  new NodeMessage.Control(
                      new ControlRecord(
                          now.version() + 1,
                          now.epoch(),
                          old.populating(),
                          old.horizon(),
                          old.pauseAt(),
                          old.anchorTick(),
                          old.anchorMillis(),
                          old.maps())));
            }
          }
        }
      };
    }
  }
}
