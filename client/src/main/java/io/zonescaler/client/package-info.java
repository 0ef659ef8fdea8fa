/**
 * A client for programs that play: {@link GameClient} for one player, {@link PlayerSession} where
 * many share connections and threads.
 */
@NullMarked
package io.zonescaler.client;

import org.jspecify.annotations.NullMarked;
