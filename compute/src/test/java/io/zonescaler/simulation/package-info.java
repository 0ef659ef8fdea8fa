/**
 * A single-threaded simulation of a whole cluster from a seed: the nodes are the real ones, what
 * lies below them (clock, network, store, thread pools) is simulated and fails in every way that
 * the ports' contracts allow.
 */
@NullMarked
package io.zonescaler.simulation;

import org.jspecify.annotations.NullMarked;
