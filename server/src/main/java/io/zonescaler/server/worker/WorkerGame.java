package io.zonescaler.server.worker;

import io.zonescaler.game.Draft;
import io.zonescaler.game.Game;
import io.zonescaler.game.LogicUnavailable;
import io.zonescaler.game.Population;
import io.zonescaler.game.RemoteGame;
import io.zonescaler.game.Undeliverable;
import io.zonescaler.game.ZoneSight;
import io.zonescaler.math.StableHash;
import io.zonescaler.v1.proto.ActorEffects;
import io.zonescaler.v1.proto.CellSpawns;
import io.zonescaler.v1.proto.Done;
import io.zonescaler.v1.proto.Effect;
import io.zonescaler.v1.proto.JoinDone;
import io.zonescaler.v1.proto.JoinTask;
import io.zonescaler.v1.proto.Joined;
import io.zonescaler.v1.proto.LostDone;
import io.zonescaler.v1.proto.PopulateTask;
import io.zonescaler.v1.proto.Spawn;
import io.zonescaler.v1.proto.Task;
import io.zonescaler.world.Kind;
import io.zonescaler.world.MessageKind;
import io.zonescaler.world.Schema;
import io.zonescaler.world.Space;
import io.zonescaler.world.WorldSettings;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/** A game that a file declares, and whose logic runs in {@link Workers}. */
public final class WorkerGame implements RemoteGame {
  /** Cells that a worker populates at once: far less than it has time for. */
  private static final int CELLS_PER_TASK = 256;

  /** A zone on which workers have failed leaves them to the others for so long, then longer. */
  private static final long PAUSE_MILLIS = 1000;

  private static final long LONGEST_PAUSE_MILLIS = 30_000;

  /** In times that a worker has for a task. */
  private static final int BEGIN_PATIENCE = 8;

  /** Until when a zone rests, by {@link System#nanoTime()}. */
  private record Pause(long until, long millis, String reason) {}

  private final Map<Long, Pause> faulty = new ConcurrentHashMap<>();
  private final GameFile file;
  private final Workers workers;
  private final WorldSettings settings;
  private final Space space;
  private final Deeds deeds;

  /** The game of a file in the world of that file. */
  public WorkerGame(GameFile file, Workers workers) {
    this(file, workers, file.world());
  }

  private WorkerGame(GameFile file, Workers workers, WorldSettings settings) {
    this.file = file;
    this.workers = workers;
    this.settings = settings;
    space = new Space(settings);
    deeds = new Deeds(file.schema(), space);
  }

  /** Whom the logic runs in. */
  public Workers workers() {
    return workers;
  }

  @Override
  public Game in(WorldSettings wanted) {
    return new WorkerGame(file, workers, wanted);
  }

  @Override
  public String name() {
    return file.game();
  }

  @Override
  public String version() {
    return file.version();
  }

  @Override
  public Schema schema() {
    return file.schema();
  }

  @Override
  public WorldSettings world() {
    return settings;
  }

  /** What it was declared in. */
  public GameFile file() {
    return file;
  }

  /** Whether its file has commands for bots. */
  public boolean hasSampleCommands() {
    return !file.sampleCommands().isEmpty();
  }

  @Override
  public byte[] sampleCommand(long player, long number) {
    List<byte[]> samples = file.sampleCommands();
    return samples.isEmpty()
        ? RemoteGame.super.sampleCommand(player, number)
        : samples.get(StableHash.bounded(StableHash.hash(player, number), samples.size()));
  }

  private List<MessageKind> messages() {
    return file.schema().messages();
  }

  @Override
  public Outcome run(ZoneSight zone) {
    Pause pause = faulty.get(zone.zone());
    if (pause != null && System.nanoTime() - pause.until() < 0) {
      throw new LogicUnavailable(
          "zone " + zone.zone() + " rests, as workers fail on it: " + pause.reason());
    }
    try {
      Outcome outcome =
          workers.ask(
              "zone " + zone.zone() + " in tick " + zone.tick(),
              Task.newBuilder().setTick(Tasks.tick(zone, space, messages())),
              reader(
                  Done::hasTick, done -> new TickOutcome(done.getTick(), zone, deeds, messages())));
      faulty.remove(zone.zone());
      return outcome;
    } catch (FaultyTask e) {
      long millis =
          pause == null ? PAUSE_MILLIS : Math.min(LONGEST_PAUSE_MILLIS, 2 * pause.millis());
      long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
      faulty.put(zone.zone(), new Pause(until, millis, String.valueOf(e.getMessage())));
      throw e;
    }
  }

  private static <T> Function<Done, T> reader(
      Function<Done, Boolean> isRight, Function<Done, T> read) {
    return done -> {
      WrongAnswer.unless(
          isRight.apply(done), () -> "%s is no answer to this task".formatted(done.getWorkCase()));
      return read.apply(done);
    };
  }

  @Override
  public Consumer<LostReplay> undeliverable(long tick, List<? extends Undeliverable> lost) {
    Deque<ActorEffects> decided =
        new ArrayDeque<>(
            workers.ask(
                "lost messages in tick " + tick,
                Task.newBuilder().setLost(Tasks.lost(tick, lost, space)),
                reader(Done::hasLost, done -> checked(done.getLost(), lost.size()))));
    return new Consumer<>() {
      private int next;

      @Override
      public void accept(LostReplay message) {
        ActorEffects effects = decided.peek();
        if (effects != null && effects.getActor() == next) {
          decided.pop();
        } else {
          effects = ActorEffects.getDefaultInstance();
        }
        next++;
        LogicFailure.throwIf(effects.getFailure());
        message.violated(Integer.toUnsignedLong(effects.getViolations()));
        effects.getEffectsList().forEach(effect -> deeds.apply(effect, message));
      }
    };
  }

  private List<ActorEffects> checked(LostDone done, int messages) {
    int last = -1;
    for (ActorEffects effects : done.getEffectsList()) {
      String where = "lost message " + effects.getActor();
      WrongAnswer.unless(
          effects.getActor() > last && effects.getActor() < messages && effects.getKind() == 0,
          () -> "%s: not in order, or there is none".formatted(where));
      last = effects.getActor();
      for (Effect effect : effects.getEffectsList()) {
        WrongAnswer.unless(
            deeds.check(effect, where),
            () -> "%s: cannot %s".formatted(where, effect.getEffectCase()));
      }
    }
    return done.getEffectsList();
  }

  @Override
  public Consumer<Population> populate(List<? extends Population> cells) {
    // A world that begins waits for its workers, which are just being started.
    workers.awaitWorker(Duration.ofMillis((long) BEGIN_PATIENCE * workers.answerMillis()));
    Deque<CellSpawns> made = new ArrayDeque<>(cells.size());
    for (int from = 0; from < cells.size(); from += CELLS_PER_TASK) {
      int to = Math.min(cells.size(), from + CELLS_PER_TASK);
      made.addAll(populated(cells.subList(from, to)));
    }
    return cell -> made.pop().getSpawnsList().forEach(spawn -> deeds.spawn(spawn, cell::spawn));
  }

  private List<CellSpawns> populated(List<? extends Population> cells) {
    PopulateTask.Builder task = PopulateTask.newBuilder();
    for (Population cell : cells) {
      task.addCells(
          space.cellOf(
              space.toQuanta(0, cell.min(0)),
              space.toQuanta(1, cell.min(1)),
              space.dimensions() == 3 ? space.toQuanta(2, cell.min(2)) : 0));
    }
    return workers.ask(
        "the start population",
        Task.newBuilder().setPopulate(task),
        reader(
            Done::hasPopulate,
            done -> {
              LogicFailure.throwIf(done.getPopulate().getFailure());
              List<CellSpawns> made = done.getPopulate().getCellsList();
              WrongAnswer.unless(
                  made.size() == cells.size(),
                  () -> "%s cells, not %s".formatted(made.size(), cells.size()));
              for (CellSpawns cell : made) {
                for (Spawn spawn : cell.getSpawnsList()) {
                  deeds.check(spawn, "start population");
                }
              }
              return made;
            }));
  }

  @Override
  public Map<Long, Consumer<Draft>> joined(List<Long> players) {
    Kind kind = Objects.requireNonNull(file.schema().avatar(), "without avatars nobody joins");
    List<Joined> avatars =
        workers.ask(
            "players who join",
            Task.newBuilder().setJoin(JoinTask.newBuilder().addAllPlayers(players)),
            reader(Done::hasJoin, done -> checked(done.getJoin(), players.size(), kind)));
    Map<Long, Consumer<Draft>> all = new HashMap<>();
    for (int i = 0; i < players.size(); i++) {
      Joined avatar = avatars.get(i);
      all.put(
          players.get(i),
          draft -> {
            LogicFailure.throwIf(avatar.getFailure());
            Deeds.set(draft, kind, avatar.getLanesList());
          });
    }
    return all;
  }

  private static List<Joined> checked(JoinDone done, int players, Kind kind) {
    WrongAnswer.unless(
        done.getAvatarsCount() == players,
        () -> "%s avatars, not %s".formatted(done.getAvatarsCount(), players));
    for (Joined avatar : done.getAvatarsList()) {
      if (avatar.getLanesCount() > 0) {
        Lanes.check(avatar.getLanesList(), kind, 1, "join");
      }
    }
    return done.getAvatarsList();
  }
}
