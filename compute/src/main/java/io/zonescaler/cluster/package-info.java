/**
 * A node of a world as a state machine without threads, clocks or sockets of its own: the same code
 * runs in the grid and in the simulation of a whole cluster.
 */
@NullMarked
package io.zonescaler.cluster;

import org.jspecify.annotations.NullMarked;
