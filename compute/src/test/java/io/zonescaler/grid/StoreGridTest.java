package io.zonescaler.grid;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonescaler.cluster.FrameStore.BatchOutcome;
import io.zonescaler.cluster.FrameStore.Outcome;
import io.zonescaler.cluster.FrameStore.Result;
import io.zonescaler.cluster.FrameStore.Write;
import io.zonescaler.cluster.Ownership;
import io.zonescaler.cluster.StoreKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.ignite.Ignite;
import org.apache.ignite.internal.IgniteEx;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The store on three nodes in one JVM. The test that kills a node comes last. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StoreGridTest {
  private static final int SLOTS = 64;
  private static final Random RANDOM = new Random(1);
  private static TestGrid grid;
  private static ExecutorService loop;

  @BeforeAll
  static void foundGrid() {
    loop = Executors.newSingleThreadExecutor();
    grid = new TestGrid(SLOTS, 1);
    grid.start("n1", "n2", "n3");
    grid.found(List.of("n1", "n2", "n3"));
  }

  @AfterAll
  static void close() {
    grid.close();
    loop.shutdown();
  }

  @Test
  @Order(1)
  void ownersAreSpreadEvenlyAndEveryNodeAgrees() {
    Ownership ownership = new OwnershipView(grid.node("n1")).refresh();
    assertThat(
            ownership.owners().stream()
                .collect(Collectors.groupingBy(o -> o, Collectors.counting())))
        .isEqualTo(Map.of("n1", 22L, "n2", 21L, "n3", 21L));
    Map<String, Long> backupsOfN1 = new TreeMap<>();
    for (int slot = 0; slot < SLOTS; slot++) {
      assertThat(ownership.backups().get(slot)).hasSize(1).doesNotContain(ownership.owner(slot));
      if (ownership.isOwner("n1", slot)) {
        backupsOfN1.merge(ownership.backups().get(slot).get(0), 1L, Long::sum);
      }
    }
    assertThat(backupsOfN1).isEqualTo(Map.of("n2", 11L, "n3", 11L));
    for (Ignite node : grid.nodes()) {
      OwnershipView view = new OwnershipView(node);
      Ownership seen = view.refresh();
      assertThat(seen).isEqualTo(ownership);
      assertThat(view.refresh()).as("nothing has changed").isSameAs(seen);
    }
  }

  @Test
  @Order(1)
  void theFirstFrameOfATickIsKept() {
    StoreKey key = new StoreKey(7, 5, 0);
    byte[] first = bytes(100);
    assertThat(write("n1", new Write(key, 10, 111, first)))
        .isEqualTo(new BatchOutcome(List.of(new Outcome(Result.STORED, -1)), true));
    assertThat(write("n2", new Write(key, 10, 222, bytes(100))).outcomes())
        .containsExactly(new Outcome(Result.KEPT, 10));
    assertThat(write("n3", new Write(key, 9, 333, bytes(100))).outcomes())
        .containsExactly(new Outcome(Result.KEPT, 10));
    assertThat(read("n2", key)).containsExactly(first);
    assertThat(write("n2", new Write(key, 11, 222, first)).outcomes())
        .containsExactly(new Outcome(Result.STORED, -1));
  }

  @Test
  @Order(1)
  void writingTheStoredFrameAgainConfirmsItOnAllCopies() {
    StoreKey key = new StoreKey(8, 6, 0);
    byte[] bytes = bytes(100);
    write("n1", new Write(key, 10, 111, bytes));
    Ownership ownership = new OwnershipView(grid.node("n1")).refresh();
    Ignite backup = grid.node(ownership.backups().get(6).get(0));
    ZoneKey zoneKey = new ZoneKey(8, 6, 0);
    long before = updateCounter(backup, zoneKey);
    assertThat(write("n2", new Write(key, 10, 111, bytes)))
        .isEqualTo(new BatchOutcome(List.of(new Outcome(Result.STORED, -1)), true));
    assertThat(updateCounter(backup, zoneKey))
        .as("the backup was sent the value again")
        .isGreaterThan(before);
  }

  private static long updateCounter(Ignite node, ZoneKey key) {
    return ((IgniteEx) node)
        .cachex(GridCaches.FRAMES)
        .context()
        .topology()
        .localPartition(key.slot())
        .updateCounter();
  }

  @Test
  @Order(1)
  void aBatchTellsWhatEachWriteFound() {
    List<Write> batch = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      batch.add(new Write(new StoreKey(100 + i, i, 0), 5, i, bytes(8192)));
    }
    assertThat(write("n1", batch.get(3)).outcomes())
        .containsExactly(new Outcome(Result.STORED, -1));
    assertThat(write("n2", new Write(new StoreKey(104, 4, 0), 6, 1, bytes(10))).backedUp())
        .isTrue();
    BatchOutcome outcome = write("n1", batch.toArray(Write[]::new));
    for (int i = 0; i < 20; i++) {
      assertThat(outcome.outcomes().get(i))
          .isEqualTo(i == 4 ? new Outcome(Result.KEPT, 6) : new Outcome(Result.STORED, -1));
    }
    assertThat(read("n3", new StoreKey(119, 19, 0))).containsExactly(batch.get(19).bytes());
    assertThat(read("n3", new StoreKey(119, 19, 1))).isNull();
  }

  @Test
  @Order(1)
  void jobsRunOnTheOwnerAndSayWhenASlotIsElsewhere() throws Exception {
    Ownership ownership = new OwnershipView(grid.node("n1")).refresh();
    SlotJobs jobs = new SlotJobs(grid.node("n1"), loop);
    int own = ownership.owners().indexOf("n1");
    assertThat(run(jobs, own, () -> Thread.currentThread().getName())).contains(SlotJobs.KERNELS);
    assertThat(
            run(
                jobs,
                own,
                () -> {
                  throw new IllegalStateException("kernel");
                }))
        .isEqualTo("failed: kernel");
    int foreign = ownership.owners().indexOf("n2");
    assertThat(run(jobs, foreign, () -> "ran")).contains("is not on this node");
  }

  private static String run(SlotJobs jobs, int slot, Supplier<String> work) throws Exception {
    CompletableFuture<String> result = new CompletableFuture<>();
    jobs.run(
        slot,
        work,
        result::complete,
        failure -> result.complete("failed: " + failure.getMessage()));
    return result.get(20, TimeUnit.SECONDS);
  }

  @Test
  @Order(2)
  void aDeadNodesDataIsKeptAndItsSlotsAreSharedOut() throws Exception {
    Map<StoreKey, byte[]> written = new LinkedHashMap<>();
    List<Write> batch = new ArrayList<>();
    for (int slot = 0; slot < SLOTS; slot++) {
      StoreKey key = new StoreKey(1000 + slot, slot, 0);
      written.put(key, bytes(500));
      batch.add(new Write(key, 1, 1, written.get(key)));
    }
    assertThat(write("n1", batch.toArray(Write[]::new)).backedUp()).isTrue();
    assertThat(probe("n1")).isTrue();

    grid.kill("n3");

    OwnershipView view = new OwnershipView(grid.node("n1"));
    Awaitility.await("n3's slots have new owners")
        .atMost(Duration.ofSeconds(20))
        .until(() -> Set.copyOf(view.refresh().owners()), Set.of("n1", "n2")::equals);
    Map<String, Long> owned =
        view.refresh().owners().stream()
            .collect(Collectors.groupingBy(o -> o, Collectors.counting()));
    assertThat(owned.get("n1")).as("of 64 slots").isBetween(31L, 33L);
    for (Map.Entry<StoreKey, byte[]> entry : written.entrySet()) {
      assertThat(read("n2", entry.getKey()))
          .as("%s", entry.getKey())
          .containsExactly(entry.getValue());
    }
    assertThat(probe("n1")).as("two of three are a majority").isTrue();
    int lonely = view.refresh().backups().indexOf(List.of());
    assertThat(write("n1", new Write(new StoreKey(2000, lonely, 0), 1, 1, bytes(10))))
        .as("no live backup, so a probe has to follow")
        .isEqualTo(new BatchOutcome(List.of(new Outcome(Result.STORED, -1)), false));

    grid.kill("n2");

    Awaitility.await("n1 notices").atMost(Duration.ofSeconds(20)).until(() -> !probe("n1"));
  }

  private static boolean probe(String node) throws Exception {
    CompletableFuture<Boolean> result = new CompletableFuture<>();
    new MajorityProbe(grid.node(node), 2000, loop).probe(result::complete);
    return result.get(20, TimeUnit.SECONDS);
  }

  private static BatchOutcome write(String node, Write... batch) {
    CompletableFuture<BatchOutcome> result = new CompletableFuture<>();
    new IgniteFrameStore(grid.node(node), loop).write(List.of(batch), result::complete);
    return result.orTimeout(20, TimeUnit.SECONDS).join();
  }

  private static byte[] read(String node, StoreKey key) {
    CompletableFuture<List<byte[]>> result = new CompletableFuture<>();
    new IgniteFrameStore(grid.node(node), loop).read(List.of(key), result::complete);
    return result.orTimeout(20, TimeUnit.SECONDS).join().get(0);
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return bytes;
  }
}
