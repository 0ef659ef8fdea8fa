/** The interface between a game and the framework: what a game author reads. */
@NullMarked
package io.zonescaler.game;

import org.jspecify.annotations.NullMarked;
