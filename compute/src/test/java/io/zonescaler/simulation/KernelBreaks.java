package io.zonescaler.simulation;

import io.zonescaler.game.Draft;
import io.zonescaler.game.Game;
import io.zonescaler.game.Message;
import io.zonescaler.game.Population;
import io.zonescaler.game.Step;
import io.zonescaler.game.Undeliverable;
import io.zonescaler.game.World;
import io.zonescaler.state.ZoneState;
import io.zonescaler.tick.TickInput;
import io.zonescaler.world.Box;
import io.zonescaler.world.Schema;
import io.zonescaler.world.WorldSettings;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Breaks of what kernels are shown: things that a kernel must not depend on. */
final class KernelBreaks {
  private KernelBreaks() {}

  /** Changes what a kernel gets from one call of its {@link Step}. */
  private interface Change {
    @Nullable Object apply(Step intact, Method method, Object[] arguments, Object result);
  }

  static List<SeededBreak> all() {
    return List.of(
        new SeededBreak(
            "a kernel depends on the shape of its zone",
            "I3",
            () ->
                shown(
                    box ->
                        (step, method, arguments, result) ->
                            method.getName().equals("random") && arguments.length == 0
                                ? (Double) result * box.size(0) / (box.size(0) + box.size(1))
                                : result)),
        new SeededBreak(
            "a kernel depends on the order in which zones run",
            "I3",
            () -> {
              long[] runs = new long[1];
              return shown(
                  box ->
                      (step, method, arguments, result) ->
                          method.getName().equals("random") && arguments.length == 0
                              ? (Double) result * (runs[0]++ % 7) / 7
                              : result);
            }),
        new SeededBreak(
            "messages come in the order of their arrival",
            "I8",
            () ->
                shown(
                    box ->
                        (step, method, arguments, result) ->
                            method.getName().equals("message")
                                ? byArrival(box, step, (int) arguments[0])
                                : result)));
  }

  /** From below the zone's middle first: as if that neighbour's frames had come first. */
  private static Message byArrival(Box box, Step step, int at) {
    int count = step.messages();
    return step.message(box.minX() == 0 ? at : count - 1 - at);
  }

  private static Seams shown(Function<Box, Change> changeIn) {
    return EngineBreaks.engine(
        world -> {
          DistortedGame game = new DistortedGame(world.game(), changeIn);
          Function<TickInput, ZoneState> intact =
              EngineBreaks.intact(World.of(game, world.settings()));
          return in -> {
            game.box = in.box();
            return intact.apply(in);
          };
        });
  }

  private static final class DistortedGame implements Game {
    private final Game intact;
    private final Function<Box, Change> changeIn;
    private Box box = new Box(0, 0, 0, 1, 1, 1);

    DistortedGame(Game intact, Function<Box, Change> changeIn) {
      this.intact = intact;
      this.changeIn = changeIn;
    }

    @Override
    public Schema schema() {
      return intact.schema();
    }

    @Override
    public WorldSettings world() {
      return intact.world();
    }

    @Override
    public void populate(Population cell) {
      intact.populate(cell);
    }

    @Override
    public void tick(Step step) {
      Change change = changeIn.apply(box);
      Object shown =
          Proxy.newProxyInstance(
              Step.class.getClassLoader(),
              new Class<?>[] {Step.class},
              (proxy, method, arguments) -> {
                try {
                  Object result = method.invoke(step, arguments);
                  return change.apply(
                      step, method, arguments == null ? new Object[0] : arguments, result);
                } catch (InvocationTargetException e) {
                  throw e.getTargetException();
                }
              });
      intact.tick((Step) shown);
    }

    @Override
    public void joined(long player, Draft avatar) {
      intact.joined(player, avatar);
    }

    @Override
    public void undeliverable(Undeliverable message) {
      intact.undeliverable(message);
    }

    @Override
    public String version() {
      return intact.version();
    }
  }
}
