/**
 * The part of a node that players are connected to: sessions, commands and what each client sees.
 * Reads safe states only (invariant I2) and never holds up the node's loop.
 */
@NullMarked
package io.zonescaler.server.gateway;

import org.jspecify.annotations.NullMarked;
