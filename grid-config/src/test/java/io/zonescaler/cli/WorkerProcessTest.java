package io.zonescaler.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.zonescaler.cli.UserShell.Answer;
import io.zonescaler.cli.UserShell.Running;
import io.zonescaler.client.WorldObserver;
import io.zonescaler.demo.DemoGame;
import io.zonescaler.v1.proto.Entity;
import io.zonescaler.v1.proto.ObservedEvent;
import io.zonescaler.v1.proto.Schema;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A cluster of real processes whose game's logic is in JavaScript, and an observer of its world:
 * workers and a node are killed, and nothing is lost, doubled or different.
 */
class WorkerProcessTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Path EXAMPLE =
      Path.of("..", "examples", "javascript-worker").toAbsolutePath().normalize();
  private static final List<String> WORLD =
      List.of(
          "--set",
          "world.bounds.x=0..120",
          "--set",
          "world.bounds.y=0..120",
          "--set",
          "world.zones=6",
          "--set",
          "node.heapMegabytes=256");

  @TempDir Path directory;
  private UserShell shell;

  @AfterEach
  void stop() throws IOException {
    if (shell != null) {
      shell.zonescaler("stop");
    }
  }

  private static String[] command(String name, List<String> options, String... more) {
    List<String> all = new ArrayList<>(List.of(name));
    all.addAll(WORLD);
    all.addAll(options);
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private static List<ProcessHandle> workersOf(long node) {
    return ProcessHandle.of(node).orElseThrow().descendants().toList();
  }

  @Test
  void aWorldInJavaScriptIsTheOneInJavaWhoeverDies() throws IOException, InterruptedException {
    assumeTrue(
        ExamplePlayer.canRun("javascript") || System.getenv("ZONESCALER_BROWSER_REQUIRED") != null,
        "Node is not installed");
    shell = new UserShell(directory);
    Answer started =
        shell.zonescaler(
            command(
                "start",
                List.of("--game-file", EXAMPLE.resolve("sea/game.json").toString()),
                "--nodes",
                "3",
                "--set",
                "gateway.historySeconds=60"));
    assertThat(started.exitCode()).as("%s", started.json()).isZero();
    List<String> nodes = started.json().path("nodes").findValuesAsText("grpc");
    await("the first ticks")
        .atMost(LIMIT)
        .until(() -> status().path("world").path("tick").asLong() > 5);

    List<String> asJava = List.of("--game", DemoGame.class.getName());
    try (Ledger ledger = new Ledger(nodes)) {
      Running players = shell.begin(command("bots", asJava, "--count", "12", "--seconds", "600"));
      await("players").atMost(LIMIT).until(() -> ledger.launches() >= 12);
      // One node's workers, and then another node.
      for (ProcessHandle worker : workersOf(pid(started, 0))) {
        worker.destroyForcibly();
      }
      long from = ledger.tick();
      await("the world goes on").atMost(LIMIT).until(() -> ledger.tick() > from + 100);
      Answer whole = shell.zonescaler("audit", "--reexecute", "--game", DemoGame.class.getName());
      assertThat(whole.exitCode()).as("%s", whole.json()).isZero();
      assertThat(whole.json().path("reexecuted").path("fromTick").asLong()).isZero();

      List<ProcessHandle> orphans = workersOf(pid(started, 1));
      assertThat(orphans).isNotEmpty();
      assertThat(shell.zonescaler("kill", "n2").exitCode()).isZero();
      await("its workers end with it")
          .atMost(LIMIT)
          .until(() -> orphans.stream().noneMatch(ProcessHandle::isAlive));
      long later = ledger.tick();
      await("the world goes on").atMost(LIMIT).until(() -> ledger.tick() > later + 100);
      Answer again = shell.zonescaler("start", "n2");
      assertThat(again.exitCode()).as("%s", again.json()).isZero();
      long last = ledger.tick();
      await("the world goes on").atMost(LIMIT).until(() -> ledger.tick() > last + 100);

      Answer played = players.interrupt();
      assertThat(played.exitCode()).as("%s", played.json()).isZero();
      assertThat(played.json().path("commandsLost").asLong()).isZero();
      assertThat(played.json().path("commandsDoubled").asLong()).isZero();
      Answer recent =
          shell.zonescaler("audit", "--reexecute", "--recent", "--game", DemoGame.class.getName());
      assertThat(recent.exitCode()).as("%s", recent.json()).isZero();
      ledger.check();
    }
  }

  private JsonNode status() throws IOException {
    return shell.zonescaler("status").json();
  }

  private static long pid(Answer started, int node) {
    return started.json().path("nodes").path(node).path("pid").asLong();
  }

  /** Counts launches of ships by the events that say so; the world has the right numbers. */
  private static final class Ledger implements AutoCloseable {
    private final WorldObserver observer;
    private final Thread reader = new Thread(this::read, "ledger");
    private final Map<Long, Long> counted = new HashMap<>();
    private final Map<Long, Long> inWorld = new TreeMap<>();
    private int launch;
    private int column;
    private long last = -1;
    private String problem = "";

    Ledger(List<String> nodes) throws InterruptedException {
      // It begins with the node that is going to die.
      observer =
          WorldObserver.at(nodes.get(1), nodes.get(2), nodes.get(0))
              .kinds("ship")
              .events("launch")
              .open();
      Schema schema = observer.schema();
      launch =
          schema.getEventsList().stream().map(event -> event.getName()).toList().indexOf("launch");
      column =
          schema.getKindsList().stream()
              .filter(kind -> kind.getName().equals("ship"))
              .flatMap(kind -> kind.getColumnsList().stream())
              .map(each -> each.getName())
              .toList()
              .indexOf("launches");
      reader.start();
    }

    private void read() {
      try {
        while (true) {
          take(observer.next());
        }
      } catch (InterruptedException | IllegalStateException e) {
        // It is closed.
      } catch (RuntimeException e) {
        fail(e.toString());
      }
    }

    private synchronized void fail(String what) {
      problem = what;
    }

    private synchronized void take(WorldObserver.Tick tick) {
      if (last >= 0 && tick.position().tick() != last + 1) {
        problem = "tick " + tick.position().tick() + " after " + last;
      }
      last = tick.position().tick();
      for (ObservedEvent event : tick.events()) {
        if (event.getKind() == launch) {
          counted.merge(event.getEntity(), 1L, Long::sum);
        }
      }
      for (Entity ship : tick.changed()) {
        inWorld.put(ship.getId(), ship.getValues(column).getInteger());
      }
      inWorld.forEach(
          (ship, launches) -> {
            if (counted.getOrDefault(ship, 0L) != (long) launches) {
              problem = "at tick " + last + " ship " + ship + " was launched " + launches;
            }
          });
    }

    synchronized long tick() {
      return last;
    }

    synchronized long launches() {
      return counted.values().stream().mapToLong(n -> n).sum();
    }

    synchronized void check() {
      assertThat(problem).isEmpty();
      assertThat(inWorld).hasSize(12);
    }

    @Override
    public void close() {
      observer.close();
    }
  }
}
