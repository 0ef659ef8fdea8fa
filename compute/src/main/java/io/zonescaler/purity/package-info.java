/**
 * The check that keeps game logic pure: what invariant I3 demands of kernels, tested on their
 * bytecode before a world starts.
 */
@NullMarked
package io.zonescaler.purity;

import org.jspecify.annotations.NullMarked;
