/** Benchmarks of single parts (JMH) and of whole clusters. */
@NullMarked
package io.zonescaler.bench;

import org.jspecify.annotations.NullMarked;
