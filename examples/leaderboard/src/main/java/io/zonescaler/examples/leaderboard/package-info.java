/** An observer of the demo game that keeps a leaderboard in a database. */
@NullMarked
package io.zonescaler.examples.leaderboard;

import org.jspecify.annotations.NullMarked;
