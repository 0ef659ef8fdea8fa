/** One tick of one zone as a pure function (docs/tick.md). */
@NullMarked
package io.zonescaler.tick;

import org.jspecify.annotations.NullMarked;
