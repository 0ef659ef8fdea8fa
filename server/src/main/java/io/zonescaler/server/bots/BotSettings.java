package io.zonescaler.server.bots;

import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a fleet of bots does.
 *
 * @param targets host:port of the nodes to connect to, in turns
 * @param count number of bots, 1 to 100000
 * @param duration how long they send commands
 * @param commandsPerSecond commands of each bot per second, 0 to 100; 0 for spectators
 * @param names name of the bots, before their numbers
 * @param viewRadius how far they look, in the game's unit; 0 for the world's interest radius
 * @param counter visible column of the avatar that every consumed command raises by one; empty if
 *     the game has none, which leaves lost and doubled commands uncounted
 * @param commands makes the bytes of a command
 * @param seed of what is random about the bots
 * @param trace recorded paths that the bots follow, one bot per path whatever {@code count} says;
 *     null for bots that do what {@code commands} makes up
 * @param tokens makes the token of the player of a name; empty ones where none is wanted
 * @param credentials how their connections are encrypted
 */
public record BotSettings(
    List<String> targets,
    int count,
    Duration duration,
    double commandsPerSecond,
    String names,
    double viewRadius,
    String counter,
    Function<Random, byte[]> commands,
    long seed,
    @Nullable BotTrace trace,
    Function<String, String> tokens,
    ChannelCredentials credentials) {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException that names key, value and range
   */
  public BotSettings {
    targets = List.copyOf(targets);
    require(!targets.isEmpty(), "connect", targets, "at least one host:port");
    require(count >= 1 && count <= 100_000, "count", count, "1 to 100000");
    require(
        commandsPerSecond >= 0 && commandsPerSecond <= 100,
        "commandsPerSecond",
        commandsPerSecond,
        "0 to 100");
  }

  private static void require(boolean holds, String key, Object value, String range) {
    if (!holds) {
      throw new IllegalArgumentException(
          "bots." + key + " = " + value + " is not possible: it must be " + range);
    }
  }

  /** Bots that send four commands a second, which the column {@code commands} counts. */
  public static BotSettings of(
      List<String> targets, int count, Duration duration, Function<Random, byte[]> commands) {
    return new BotSettings(
        targets,
        count,
        duration,
        4,
        "bot-",
        0,
        "commands",
        commands,
        1,
        null,
        name -> "",
        InsecureChannelCredentials.create());
  }

  /** These settings, but for bots that follow recorded paths. */
  public BotSettings following(BotTrace paths) {
    return new BotSettings(
        targets,
        paths.size(),
        duration,
        commandsPerSecond,
        names,
        viewRadius,
        counter,
        commands,
        seed,
        paths,
        tokens,
        credentials);
  }
}
