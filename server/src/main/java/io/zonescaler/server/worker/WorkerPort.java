package io.zonescaler.server.worker;

import io.zonescaler.game.World;
import io.zonescaler.server.GrpcListener;
import io.zonescaler.server.gateway.PlayerTokens;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Where the workers of a world's game come to, and the ones among them that are started here. */
public final class WorkerPort implements AutoCloseable {
  private final Workers workers;
  private final GrpcListener listener;
  private final WorkerProcesses processes;

  /**
   * Opens a port on this machine, and starts workers.
   *
   * @param world whose game is a {@link WorkerGame}
   * @param port port, or 0 for a free one
   * @param tokens how workers prove that they may, or null if any may
   * @param command what starts a worker, for a shell; empty for what the game's file says
   * @param count how many are started, if anything says how
   * @throws IllegalStateException if it cannot be opened
   */
  public static WorkerPort open(
      World world, int port, @Nullable PlayerTokens tokens, String command, int count) {
    if (!(world.game() instanceof WorkerGame game)) {
      throw new IllegalArgumentException(world.game().name() + " has no use for workers");
    }
    boolean fileSays = command.isEmpty();
    String start = fileSays ? game.file().worker() : command;
    Path directory = fileSays ? game.file().directory() : Path.of("").toAbsolutePath();
    WorkerProcesses processes = new WorkerProcesses(start, directory, start.isEmpty() ? 0 : count);
    GrpcListener listener =
        LogicWorkerService.listen(world, game.workers(), port, tokens, processes);
    processes.start(listener.address());
    return new WorkerPort(game.workers(), listener, processes);
  }

  private WorkerPort(Workers workers, GrpcListener listener, WorkerProcesses processes) {
    this.workers = workers;
    this.listener = listener;
    this.processes = processes;
  }

  /** Where workers register, as host:port. */
  public String address() {
    return listener.address();
  }

  /** Whether a worker has come, within so long. */
  public boolean awaitWorker(Duration limit) {
    return workers.awaitWorker(limit);
  }

  /** Ends the workers that were started, and tells the others. */
  @Override
  public void close() {
    processes.close();
    workers.close();
    listener.close();
  }
}
