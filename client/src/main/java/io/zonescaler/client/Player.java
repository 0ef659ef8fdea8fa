package io.zonescaler.client;

import java.util.function.Supplier;

/**
 * As whom a client joins.
 *
 * @param name the player's name; empty where the token says it
 * @param token makes a JSON Web Token, whenever one is needed; an empty one where none is wanted
 * @param viewRadius how far to look, in the game's unit; 0 for the world's interest radius
 */
public record Player(String name, Supplier<String> token, double viewRadius) {
  /** One that needs no token and looks as far as is usual. */
  public static Player named(String name) {
    return new Player(name, () -> "", 0);
  }
}
