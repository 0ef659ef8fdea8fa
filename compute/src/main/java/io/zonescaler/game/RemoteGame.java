package io.zonescaler.game;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * A game whose logic runs elsewhere, such as in another process: it is given whole zones, and
 * returns what writes down what the logic did, with the rules and checks of any game.
 *
 * <p>All calls block, and throw {@link LogicUnavailable} if there is no answer: nothing of the tick
 * counts then.
 */
public interface RemoteGame extends Game {
  /** Writes down what logic elsewhere did to the entities of a kind. */
  interface Outcome {
    /**
     * Goes through the entities of {@link Replay#kind()} as {@link Game#tick} would. Called again,
     * for the rest, after it threw: the logic failed on the entity that it was at.
     */
    void write(Replay replay);
  }

  /** An {@link Undeliverable} by which what logic elsewhere did is written down. */
  interface LostReplay extends Undeliverable {
    /** Counts what the logic did against the rules, and was ignored. */
    void violated(long times);
  }

  /** Runs one tick of all entities of a zone. */
  Outcome run(ZoneSight zone);

  /** Decides about messages of one tick whose targets are gone; the result takes each, in order. */
  Consumer<LostReplay> undeliverable(long tick, List<? extends Undeliverable> lost);

  /** Makes the start population of some cells; the result takes each, in order. */
  Consumer<Population> populate(List<? extends Population> cells);

  /** Sets the first columns of new players' avatars; the result has one for each of them. */
  Map<Long, Consumer<Draft>> joined(List<Long> players);

  @Override
  default void joined(long player, Draft avatar) {
    Objects.requireNonNull(joined(List.of(player)).get(player)).accept(avatar);
  }

  @Override
  default void undeliverable(Undeliverable message) {
    throw new UnsupportedOperationException("a remote game takes all that a tick has at once");
  }

  @Override
  default void populate(Population cell) {
    populate(List.of(cell)).accept(cell);
  }

  @Override
  default void tick(Step step) {
    throw new UnsupportedOperationException("a remote game runs whole zones");
  }
}
