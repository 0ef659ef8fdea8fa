/** How the world is cut into zones: the versioned kd-tree that every node holds. */
@NullMarked
package io.zonescaler.zone;

import org.jspecify.annotations.NullMarked;
