/** Which nodes own which slots: plans, and how they are made. Pure; the grid carries them out. */
@NullMarked
package io.zonescaler.placement;

import org.jspecify.annotations.NullMarked;
