package io.zonescaler.server.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.zonescaler.game.LogicUnavailable;
import io.zonescaler.game.World;
import io.zonescaler.server.GrpcListener;
import io.zonescaler.server.gateway.PlayerTokens;
import io.zonescaler.state.Totals;
import io.zonescaler.tick.RangeRunner;
import io.zonescaler.v1.proto.ActorEffects;
import io.zonescaler.v1.proto.Amount;
import io.zonescaler.v1.proto.Done;
import io.zonescaler.v1.proto.Effect;
import io.zonescaler.v1.proto.Emit;
import io.zonescaler.v1.proto.FromWorker;
import io.zonescaler.v1.proto.JoinDone;
import io.zonescaler.v1.proto.Lane;
import io.zonescaler.v1.proto.PopulateTask;
import io.zonescaler.v1.proto.Refusal;
import io.zonescaler.v1.proto.Rows;
import io.zonescaler.v1.proto.Send;
import io.zonescaler.v1.proto.SendFar;
import io.zonescaler.v1.proto.Spawn;
import io.zonescaler.v1.proto.Task;
import io.zonescaler.v1.proto.Teleport;
import io.zonescaler.v1.proto.TickDone;
import io.zonescaler.verify.LocalWorld;
import io.zonescaler.verify.ScriptedPlayers;
import io.zonescaler.zone.ZoneMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Worlds whose logic runs in workers, over real connections. */
class WorkersTest {
  /** Long enough for a machine that is busy with something else. */
  private static final int PATIENT_MILLIS = 10_000;

  private static final int IMPATIENT_MILLIS = 300;
  private static final int TICKS = 40;
  private static final String SECRET = "a secret of at least thirty-two bytes";

  private static final List<Long> AS_A_CLASS =
      run(World.of(new Dots()), 1, totals -> assertThat(totals.violations).isZero());

  @TempDir Path directory;
  private final List<AutoCloseable> open = new ArrayList<>();
  private World world;
  private Workers workers;
  private int port;

  @BeforeEach
  void listen() throws IOException {
    listen(null, PATIENT_MILLIS);
  }

  private void listen(@Nullable PlayerTokens tokens, int answerMillis) throws IOException {
    GameFile file = GameFile.read(Files.writeString(directory.resolve("dots.json"), Dots.FILE));
    workers = new Workers(file.game(), answerMillis);
    world = World.of(new WorkerGame(file, workers));
    GrpcListener listener =
        LogicWorkerService.listen(world, workers, 0, tokens, new WorkerProcesses("", directory, 0));
    open.add(listener);
    port = listener.port();
  }

  @AfterEach
  void close() throws Exception {
    workers.close();
    while (!open.isEmpty()) {
      open.remove(open.size() - 1).close();
    }
  }

  private TestWorker worker(UnaryOperator<Done.@Nullable Builder> spoil) {
    int before = workers.count();
    TestWorker worker = TestWorker.connect(port, spoil);
    open.add(worker);
    soon().until(() -> workers.count() > before || worker.status != null);
    return worker;
  }

  private static ConditionFactory soon() {
    return await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(2));
  }

  private TestWorker worker() {
    return worker(done -> done);
  }

  private static Status ended(TestWorker worker) {
    soon().until(() -> worker.status != null);
    return worker.status;
  }

  private static LocalWorld local(World world, int zones) {
    return new LocalWorld(
        world,
        ZoneMap.uniform(world.space(), zones, 256),
        RangeRunner.single(),
        (zone, tick, kind, id, failure) -> {});
  }

  /** Hashes of so many ticks, with players. */
  private static List<Long> run(World world, int zones, Consumer<Totals> check) {
    return run(local(world, zones), world, check);
  }

  private static List<Long> run(LocalWorld local, World world, Consumer<Totals> check) {
    List<Long> hashes = new ArrayList<>();
    ScriptedPlayers players = new ScriptedPlayers(world, 5);
    local.populate();
    for (int tick = 1; tick <= TICKS; tick++) {
      local.tick(players.inputs(tick), List.of());
      players.learn(local.states());
      hashes.add(local.totals().hash);
      check.accept(local.totals());
    }
    return hashes;
  }

  @Test
  void theFileDeclaresTheSameWorld() {
    assertThat(world.schema().checksum()).isEqualTo(World.of(new Dots()).schema().checksum());
    assertThat(world.settings().checksum()).isEqualTo(World.of(new Dots()).settings().checksum());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 16})
  void aWorkersWorldIsThatOfTheClass(int zones) {
    worker();
    assertThat(run(world, zones, totals -> {})).isEqualTo(AS_A_CLASS).doesNotHaveDuplicates();
  }

  @Test
  void ticksOfWorkersThatDieAreMadeByOthers() {
    List<TestWorker> all = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      int life = 7 + 9 * i;
      AtomicInteger tasks = new AtomicInteger();
      AtomicReference<TestWorker> self = new AtomicReference<>();
      self.set(
          worker(
              done -> {
                if (tasks.incrementAndGet() < life) {
                  return done;
                }
                self.get().die();
                return null;
              }));
      all.add(self.get());
    }
    worker();
    assertThat(run(world, 4, totals -> {})).isEqualTo(AS_A_CLASS);
    assertThat(all).allMatch(worker -> worker.status != null);
    assertThat(workers.count()).isOne();
  }

  @Test
  void aWorkerThatDoesNotAnswerIsLeftOut() throws Exception {
    close();
    listen(null, IMPATIENT_MILLIS);
    TestWorker slow = worker(done -> null);
    worker();
    assertThat(run(world, 4, totals -> {})).isEqualTo(AS_A_CLASS);
    Status status = ended(slow);
    assertThat(status.getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    assertThat(status.getDescription()).contains("not answered within 300 ms");
  }

  @Test
  void aWorkerThatComesBackInTimeIsWaitedFor() throws InterruptedException {
    TestWorker first = worker();
    Thread change =
        new Thread(
            () -> {
              soon().until(() -> first.tasks.get() > 20);
              first.die();
              soon().until(() -> workers.count() == 0);
              worker();
            });
    change.start();
    assertThat(run(world, 4, totals -> {})).isEqualTo(AS_A_CLASS);
    change.join();
  }

  @Test
  void withoutWorkersATickFailsAndSaysWhatToDo() throws Exception {
    close();
    listen(null, IMPATIENT_MILLIS);
    assertThatThrownBy(() -> run(world, 1, totals -> {}))
        .isInstanceOf(LogicUnavailable.class)
        .hasMessage("no logic worker of game dots is connected to this node; start one");
  }

  @Test
  void tasksThatWaitedForOneWorkerAllGoToTheNext() throws Exception {
    close();
    listen(null, IMPATIENT_MILLIS);
    TestWorker stuck = worker(done -> null);
    Task.Builder task = Task.newBuilder().setPopulate(PopulateTask.newBuilder().addCells(0));
    List<Thread> threads = new ArrayList<>();
    AtomicInteger made = new AtomicInteger();
    for (int i = 0; i < 8; i++) {
      Thread thread =
          new Thread(
              () ->
                  made.addAndGet(
                      workers.ask("a test", task.clone(), Done::getPopulate).getCellsCount()));
      threads.add(thread);
      thread.start();
    }
    ended(stuck);
    worker();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(made).hasValue(8);
  }

  @Test
  void anIdleZoneNeedsNoWorker() {
    LocalWorld local = local(world, 1);
    TestWorker worker = worker();
    local.populate();
    worker.die();
    soon().until(() -> workers.count() == 0);
    long hash = local.totals().hash;
    local.tick(List.of(), List.of(world.space().bounds()));
    assertThat(local.totals().hash).isEqualTo(hash);
    assertThat(local.totals().idled).isEqualTo(128);
  }

  @Test
  void aTaskThatWorkersFailOnIsGivenUpAndItsZoneRests() {
    for (int i = 0; i < 4; i++) {
      worker(done -> done.hasTick() ? done.clearTick() : done);
    }
    LocalWorld local = local(world, 1);
    local.populate();
    assertThatThrownBy(() -> local.tick(List.of(), List.of()))
        .isInstanceOf(LogicUnavailable.class)
        .hasMessageContainingAll(
            "zone 1 in tick 1", "2 logic workers failed", "WORK_NOT_SET is no");
    assertThat(workers.count()).isEqualTo(2);
    assertThatThrownBy(() -> local.tick(List.of(), List.of()))
        .isInstanceOf(LogicUnavailable.class)
        .hasMessageContainingAll("zone 1 rests", "WORK_NOT_SET is no");
    assertThat(workers.count()).as("who was not asked stays").isEqualTo(2);
  }

  @Test
  void severalThreadsThatWriteDownWhatWasDoneMakeNoDifference() {
    worker();
    ExecutorService pool = Executors.newFixedThreadPool(3);
    try {
      for (int i = 0; i < 10; i++) {
        LocalWorld local =
            new LocalWorld(
                world,
                ZoneMap.uniform(world.space(), 4, 256),
                RangeRunner.pooled(pool, 4, 1),
                (zone, tick, kind, id, failure) -> {});
        assertThat(run(local, world, totals -> assertThat(totals.violations).isZero()))
            .isEqualTo(AS_A_CLASS);
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private record Wrong(String says, UnaryOperator<Done.Builder> spoil) {}

  private static Wrong wrong(String says, Consumer<TickDone.Builder> spoil) {
    return new Wrong(
        says,
        done -> {
          spoil.accept(done.getTickBuilder());
          return done;
        });
  }

  private static Wrong effect(String says, Effect.Builder effect) {
    return actor(says, ActorEffects.newBuilder().addEffects(effect));
  }

  private static Wrong actor(String says, ActorEffects.Builder actor) {
    return wrong(says, done -> done.clearEffects().addEffects(actor));
  }

  private static Rows.Builder rows(TickDone.Builder done) {
    return done.getRowsBuilder(0);
  }

  private static List<Wrong> wrongAnswers() {
    Rows point = Rows.newBuilder().setX(Dots.bytes(1)).setY(Dots.bytes(1)).build();
    return List.of(
        wrong("rows of 1 kinds, not 2", done -> done.removeRows(1)),
        wrong("rows of 3 kinds, not 2", done -> done.addRows(Rows.newBuilder())),
        wrong("ids are the node's to say", done -> rows(done).setIds(Dots.bytes(1, 2))),
        wrong("dot: x has 4 bytes", done -> rows(done).setX(Dots.bytes(1))),
        wrong("dot: y has 0 bytes", done -> rows(done).clearY()),
        wrong("dot: z has 4 bytes, not 0", done -> rows(done).setZ(Dots.bytes(1))),
        wrong("dot: 5 lanes, but dot has 6", done -> rows(done).removeLanes(5)),
        wrong(
            "dot: coins has 4 bytes",
            done -> rows(done).getLanesBuilder(0).setNumbers(Dots.bytes(1))),
        wrong("dot: label has 0 strings", done -> rows(done).getLanesBuilder(5).clearStrings()),
        wrong(
            "dot: label has 4 bytes, not 0",
            done -> rows(done).getLanesBuilder(5).setNumbers(Dots.bytes(1))),
        actor("no kind is number 2", ActorEffects.newBuilder().setKind(2)),
        actor("no kind is number -1", ActorEffects.newBuilder().setKind(-1)),
        actor("actor 1000: there are", ActorEffects.newBuilder().setActor(1000)),
        actor("actor -1: there are", ActorEffects.newBuilder().setActor(-1)),
        wrong(
            "not in order of kind and actor",
            done ->
                done.clearEffects()
                    .addEffects(ActorEffects.newBuilder().setActor(1))
                    .addEffects(ActorEffects.newBuilder().setActor(1))),
        effect("an effect that says nothing", Effect.newBuilder()),
        effect(
            "no message is number 1", Effect.newBuilder().setSend(Send.newBuilder().setMessage(1))),
        effect(
            "2 arguments, at most 1",
            Effect.newBuilder().setSend(Send.newBuilder().addArguments(1).addArguments(2))),
        effect(
            "sends to row 100000 of",
            Effect.newBuilder().setSend(Send.newBuilder().setRow(100_000))),
        effect("sends to row -1 of", Effect.newBuilder().setSend(Send.newBuilder().setRow(-1))),
        effect("no kind is number 9", Effect.newBuilder().setSend(Send.newBuilder().setKind(9))),
        effect(
            "no kind is number 9", Effect.newBuilder().setSendFar(SendFar.newBuilder().setKind(9))),
        effect(
            "no message is number 4",
            Effect.newBuilder().setSendFar(SendFar.newBuilder().setMessage(4))),
        wrong(
            "effects of hand, actor 0: its kind is not declared with teleports",
            done ->
                done.clearEffects()
                    .addEffects(
                        ActorEffects.newBuilder()
                            .setKind(1)
                            .addEffects(Effect.newBuilder().setTeleport(Teleport.newBuilder())))),
        effect(
            "farther away than it sees",
            Effect.newBuilder().setSend(Send.newBuilder().setRow(100))),
        effect("no kind is number 3", Effect.newBuilder().setSpawn(Spawn.newBuilder().setKind(3))),
        effect("cannot spawn a hand", Effect.newBuilder().setSpawn(Spawn.newBuilder().setKind(1))),
        effect(
            "spawn: 0 lanes, but dot has 6",
            Effect.newBuilder().setSpawn(Spawn.newBuilder().setRow(point))),
        effect("spawn: x has 0 bytes", Effect.newBuilder().setSpawn(Spawn.newBuilder())),
        effect("no event is number 1", Effect.newBuilder().setEmit(Emit.newBuilder().setEvent(1))),
        effect(
            "2 arguments, at most 1",
            Effect.newBuilder().setEmit(Emit.newBuilder().addArguments(1).addArguments(2))),
        effect(
            "no quantity is number 1",
            Effect.newBuilder().setSource(Amount.newBuilder().setQuantity(1))),
        effect(
            "no quantity is number -1",
            Effect.newBuilder().setSink(Amount.newBuilder().setQuantity(-1))),
        effect("refuses order 0", Effect.newBuilder().setRefusal(Refusal.newBuilder())),
        new Wrong("JOIN is no answer to this task", done -> done.setJoin(JoinDone.newBuilder())));
  }

  @Test
  void aWrongAnswerIsToldAndMadeByAnother() {
    worker();
    wrongAnswers()
        .forEach(
            wrong -> {
              TestWorker worker = worker(done -> done.hasTick() ? wrong.spoil().apply(done) : done);
              assertThat(run(world, 1, totals -> {})).as(wrong.says()).isEqualTo(AS_A_CLASS);
              Status status = ended(worker);
              assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
              assertThat(status.getDescription()).contains(wrong.says());
            });
  }

  @Test
  void anAvatarCannotDespawn() {
    TestWorker wrong =
        worker(
            done -> {
              if (done.hasTick() && !done.getTick().getRows(1).getX().isEmpty()) {
                done.getTickBuilder()
                    .addEffects(
                        ActorEffects.newBuilder()
                            .setKind(1)
                            .addEffects(Effect.newBuilder().setDespawn(true)));
              }
              return done;
            });
    worker();
    assertThat(run(world, 1, totals -> {})).isEqualTo(AS_A_CLASS);
    assertThat(ended(wrong).getDescription()).contains("an avatar cannot despawn");
  }

  @Test
  void whatBreaksTheRulesOfTheWorldIsCountedAndIgnored() {
    worker(
        done -> {
          if (done.hasTick()) {
            Rows.Builder dots = rows(done.getTickBuilder());
            int count = dots.getX().size() / 4;
            // Everyone leaps to the corner, and is called what is too long.
            dots.setX(Dots.bytes(new int[count])).setY(Dots.bytes(new int[count]));
            Lane.Builder label = dots.getLanesBuilder(5).clearStrings();
            for (int i = 0; i < count; i++) {
              label.addStrings(Dots.bytes(1, 2));
            }
            done.getTickBuilder().clearEffects();
          }
          return done;
        });
    long[] ticks = {0};
    run(
        world,
        1,
        totals -> {
          // The one in the corner may stay there.
          assertThat(totals.violations).isEqualTo(2 * 128 - 1);
          assertThat(totals.failures).isZero();
          assertThat(totals.entities).isEqualTo(128 + 5 + 5);
          ticks[0]++;
        });
    assertThat(ticks[0]).isEqualTo(TICKS);
  }

  @Test
  void logicThatFailsOnAnEntityLeavesItAsItWas() {
    worker(
        done -> {
          if (done.hasTick()) {
            TickDone.Builder tick = done.getTickBuilder().clearEffects();
            int count = tick.getRows(0).getX().size() / 4;
            for (int i = 0; i < count; i += 2) {
              tick.addEffects(
                  ActorEffects.newBuilder()
                      .setActor(i)
                      .setFailure("it cannot")
                      .addEffects(Effect.newBuilder().setDespawn(true)));
            }
          }
          return done;
        });
    run(world, 1, totals -> assertThat(totals.failures).isEqualTo(64));
  }

  @Test
  void onlyWorkersOfTheGameAreLetIn() {
    TestWorker other = TestWorker.connect(port, "chess", "1", "", done -> done);
    TestWorker older = TestWorker.connect(port, Dots.NAME, "0", "", done -> done);
    TestWorker twice = worker();
    twice.send(FromWorker.newBuilder());
    open.addAll(List.of(other, older));
    assertThat(ended(other).getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
    assertThat(ended(other).getDescription()).contains("runs game dots version 1", "'chess'");
    assertThat(ended(older).getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
    assertThat(ended(twice).getDescription()).contains("says nothing known");
    TestWorker unasked = worker();
    unasked.send(FromWorker.newBuilder().setDone(Done.newBuilder().setId(77)));
    assertThat(ended(unasked).getDescription()).contains("no task 77 waits for an answer");
    assertThat(workers.count()).isZero();
  }

  @Test
  void workersNeedTokensWherePlayersDo() throws Exception {
    close();
    listen(PlayerTokens.of(SECRET, "", ""), PATIENT_MILLIS);
    TestWorker without = TestWorker.connect(port, Dots.NAME, "1", "", done -> done);
    TestWorker player = TestWorker.connect(port, Dots.NAME, "1", token(List.of()), done -> done);
    TestWorker operator =
        TestWorker.connect(
            port, Dots.NAME, "1", token(List.of(PlayerTokens.OPERATOR)), done -> done);
    TestWorker right =
        TestWorker.connect(port, Dots.NAME, "1", token(List.of(PlayerTokens.WORKER)), done -> done);
    open.addAll(List.of(without, player, operator, right));
    assertThat(ended(without).getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
    assertThat(ended(player).getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
    assertThat(ended(operator).getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
    soon().until(() -> workers.count() == 1);
    soon().until(() -> right.registered != null);
  }

  private static String token(List<String> roles) {
    return PlayerTokens.issue(SECRET, "w", "", "", Duration.ofMinutes(1), roles);
  }

  @Test
  void closingTellsWorkers() {
    TestWorker worker = worker();
    workers.close();
    assertThat(ended(worker).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThatThrownBy(() -> run(world, 1, totals -> {})).hasMessage("the node stops");
  }
}
