/** Frames on their way between nodes. */
@NullMarked
package io.zonescaler.server.peer;

import org.jspecify.annotations.NullMarked;
