/**
 * The oracle: one tick of a whole small world, written down as literally as docs/tick.md allows and
 * sharing no code with the engine it judges. Slow on purpose.
 */
@NullMarked
package io.zonescaler.oracle;

import org.jspecify.annotations.NullMarked;
