/** Everything that speaks gRPC: the game API, logic workers and the frame streams between nodes. */
@NullMarked
package io.zonescaler.server;

import org.jspecify.annotations.NullMarked;
