package io.zonescaler.simulation;

import io.zonescaler.cluster.FrameStore;
import io.zonescaler.cluster.FrameStore.BatchOutcome;
import io.zonescaler.cluster.FrameStore.Outcome;
import io.zonescaler.cluster.FrameStore.Result;
import io.zonescaler.cluster.FrameStore.Write;
import io.zonescaler.cluster.StoreKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The store as the nodes' memories: a write goes to the primary, which decides and shows it at
 * once, then to the backups. Requests and answers get lost, nodes die in between, values are read
 * one after the other.
 */
final class SimulatedStore {
  /** Is told what happens in the store; may end a node there and then. */
  interface Observer {
    /** The primary has a value that it did not have before; its backups have not. */
    void stored(String author, String primary, Write write);
  }

  private static final Outcome STORED = new Outcome(Result.STORED, -1);
  private static final Outcome UNKNOWN = new Outcome(Result.UNKNOWN, -1);

  private final EventQueue events;
  private final Random random;
  private final SimulatedTopology topology;
  private final Scenario scenario;
  private final Observer observer;
  private final Map<String, Map<StoreKey, Write>> copies = new HashMap<>();
  private final Coverage coverage;
  private Predicate<StoreKey> acceptsSecond = key -> false;

  SimulatedStore(
      EventQueue events,
      Random random,
      SimulatedTopology topology,
      Scenario scenario,
      Observer observer,
      Coverage coverage) {
    this.events = events;
    this.random = random;
    this.topology = topology;
    this.scenario = scenario;
    this.observer = observer;
    this.coverage = coverage;
    topology.names.forEach(n -> copies.put(n, new HashMap<>()));
  }

  /** A deliberate break: a second value of the same tick replaces the first. */
  void acceptSecond(Predicate<StoreKey> keys) {
    acceptsSecond = keys;
  }

  /** The store as a node uses it. */
  FrameStore of(SimulatedNode node) {
    return new FrameStore() {
      @Override
      public void write(List<Write> batch, Consumer<BatchOutcome> done) {
        SimulatedStore.this.write(node, batch, done);
      }

      @Override
      public void read(List<StoreKey> keys, Consumer<List<byte @Nullable []>> done) {
        SimulatedStore.this.read(node, keys, done);
      }

      @Override
      public byte @Nullable [] peek(StoreKey key) {
        Write own = at(node.name, key);
        coverage.count("full frames that the store has brought", own == null ? 0 : 1);
        return own == null ? null : own.bytes();
      }
    };
  }

  private long delay(boolean local) {
    if (scenario.slowPercent() > 0 && random.nextInt(100) < scenario.slowPercent()) {
      return 10 + random.nextInt(60);
    }
    return local ? random.nextInt(2) : 1 + random.nextInt(4);
  }

  private boolean rarely() {
    return scenario.faults() > 0 && random.nextInt(800) == 0;
  }

  private void write(SimulatedNode node, List<Write> batch, Consumer<BatchOutcome> done) {
    long version = topology.versionSeenBy(node.name);
    boolean backups =
        batch.stream().allMatch(w -> topology.ownersSeenBy(node.name, w.key().slot()).size() > 1);
    Outcome[] outcomes = new Outcome[batch.size()];
    int[] open = {batch.size()};
    for (int i = 0; i < batch.size(); i++) {
      int at = i;
      OneWrite one =
          new OneWrite(
              node.name,
              batch.get(i),
              outcome -> {
                outcomes[at] = outcome;
                if (--open[0] == 0) {
                  boolean same = topology.versionSeenBy(node.name) == version;
                  coverage.count("batches without backup", backups && same ? 0 : 1);
                  node.run(
                      () ->
                          done.accept(new BatchOutcome(Arrays.asList(outcomes), backups && same)));
                }
              });
      if (rarely()) {
        coverage.count("writes lost");
        events.after(200, () -> one.answer(UNKNOWN));
      } else {
        events.after(delay(false), one::atPrimary);
      }
    }
  }

  /** One write on its way. */
  private final class OneWrite {
    private final String author;
    private final Write write;
    private final Consumer<Outcome> done;
    private String primary = "";
    private int openBackups;

    OneWrite(String author, Write write, Consumer<Outcome> done) {
      this.author = author;
      this.write = write;
      this.done = done;
    }

    void answer(Outcome outcome) {
      events.after(delay(author.equals(primary)), () -> done.accept(rarely() ? UNKNOWN : outcome));
    }

    void atPrimary() {
      List<String> owners = topology.ownersSeenBy(author, write.key().slot());
      if (owners.isEmpty()) {
        events.after(50, () -> answer(UNKNOWN));
        return;
      }
      primary = owners.get(0);
      if (!topology.reachable(author, primary)) {
        waitForNews(primary, random.nextBoolean() ? this::atPrimary : () -> answer(UNKNOWN));
        return;
      }
      Map<StoreKey, Write> copy = copy(primary);
      Write stored = copy.get(write.key());
      if (stored != null && !replaces(stored)) {
        coverage.count(
            stored.tick() == write.tick()
                ? "writes that came second"
                : "writes that came too late");
        answer(new Outcome(Result.KEPT, stored.tick()));
        return;
      }
      boolean isNew = stored == null || stored.digest() != write.digest();
      coverage.count("writes repeated or confirmed", isNew ? 0 : 1);
      copy.put(write.key(), write);
      openBackups = owners.size() - 1;
      for (String backup : owners.subList(1, owners.size())) {
        events.after(delay(false), () -> atBackup(backup));
      }
      if (openBackups == 0) {
        answer(STORED);
      }
      if (isNew) {
        observer.stored(author, primary, write);
      }
    }

    private boolean replaces(Write stored) {
      return stored.tick() < write.tick()
          || stored.tick() == write.tick()
              && (acceptsSecond.test(write.key()) || stored.digest() == write.digest());
    }

    private void atBackup(String backup) {
      List<String> owners = topology.ownersSeenBy(primary, write.key().slot());
      boolean primaryCounts =
          topology.isUp(primary)
              ? topology.reachable(primary, backup)
              : topology.owners(write.key().slot()).contains(primary) && random.nextBoolean();
      if (primaryCounts && topology.isUp(backup) && owners.contains(backup)) {
        Write stored = copy(backup).get(write.key());
        if (stored == null || stored.tick() <= write.tick()) {
          copy(backup).put(write.key(), write);
        }
        backupDone();
      } else if (!owners.contains(backup)) {
        backupDone();
      } else {
        waitForNews(backup, this::backupDone);
      }
    }

    private void backupDone() {
      if (--openBackups == 0) {
        if (topology.reachable(author, primary)) {
          answer(STORED);
        } else {
          waitForNews(primary, random.nextBoolean() ? this::atPrimary : () -> answer(UNKNOWN));
        }
      }
    }

    /** Waits until the author does not see a node among the owners any more. */
    private void waitForNews(String gone, Runnable then) {
      if (!topology.isUp(author)) {
        return;
      }
      boolean seen = topology.ownersSeenBy(author, write.key().slot()).contains(gone);
      events.after(
          10, seen && !topology.reachable(author, gone) ? () -> waitForNews(gone, then) : then);
    }
  }

  private void read(
      SimulatedNode node, List<StoreKey> keys, Consumer<List<byte @Nullable []>> done) {
    if (rarely()) {
      return;
    }
    List<byte @Nullable []> values = new ArrayList<>(Collections.nCopies(keys.size(), null));
    int middle = random.nextInt(keys.size() + 1);
    events.after(
        delay(false),
        () ->
            readSome(
                node,
                keys,
                0,
                middle,
                values,
                () ->
                    events.after(
                        random.nextInt(8) == 0 ? delay(false) : 0,
                        () ->
                            readSome(
                                node,
                                keys,
                                middle,
                                keys.size(),
                                values,
                                () ->
                                    events.after(
                                        delay(false),
                                        () -> node.run(() -> done.accept(values)))))));
  }

  private void readSome(
      SimulatedNode node,
      List<StoreKey> keys,
      int from,
      int to,
      List<byte @Nullable []> values,
      Runnable then) {
    for (int i = from; i < to; i++) {
      StoreKey key = keys.get(i);
      List<String> owners = topology.ownersSeenBy(node.name, key.slot());
      if (owners.isEmpty()) {
        continue;
      }
      if (!topology.reachable(node.name, owners.get(0))) {
        int at = i;
        if (!node.ended()) {
          events.after(10, () -> readSome(node, keys, at, to, values, then));
        }
        return;
      }
      Write stored = copy(owners.get(0)).get(key);
      values.set(i, stored == null ? null : stored.bytes());
    }
    then.run();
  }

  private Map<StoreKey, Write> copy(String node) {
    return copies.computeIfAbsent(node, n -> new HashMap<>());
  }

  /** What a node has under a key. */
  @Nullable Write at(String node, StoreKey key) {
    return copy(node).get(key);
  }

  /** Zones of which a node has something as their primary owner. */
  Set<Long> zonesAt(String node) {
    Set<Long> zones = new HashSet<>();
    for (StoreKey key : copy(node).keySet()) {
      if (topology.ownersSeenBy(node, key.slot()).indexOf(node) == 0) {
        zones.add(key.zone());
      }
    }
    return zones;
  }

  /** Takes a zone's values away from all copies that the primary owner sees. */
  void remove(SimulatedNode primary, long zone) {
    for (StoreKey key : List.copyOf(copy(primary.name).keySet())) {
      if (key.zone() == zone) {
        for (String owner : topology.ownersSeenBy(primary.name, key.slot())) {
          if (topology.reachable(primary.name, owner)) {
            copy(owner).remove(key);
          }
        }
      }
    }
  }

  /** A process has ended, and its memory with it. */
  void forget(String node) {
    copies.remove(node);
  }

  /** Gives a node all values of a slot that its primary has. */
  void copySlot(int slot, String from, String to) {
    Map<StoreKey, Write> target = copy(to);
    target.keySet().removeIf(key -> key.slot() == slot);
    copy(from)
        .forEach(
            (key, write) -> {
              if (key.slot() == slot) {
                target.put(key, write);
              }
            });
  }
}
