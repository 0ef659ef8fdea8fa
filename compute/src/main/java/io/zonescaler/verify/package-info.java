/**
 * Proof in one process that a game's world does not depend on how it is cut: for the command line
 * and for game authors' tests.
 */
@NullMarked
package io.zonescaler.verify;

import org.jspecify.annotations.NullMarked;
