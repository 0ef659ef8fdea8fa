/** What hostile clients do to a node, and what it should answer. */
@NullMarked
package io.zonescaler.bench.hostile;

import org.jspecify.annotations.NullMarked;
