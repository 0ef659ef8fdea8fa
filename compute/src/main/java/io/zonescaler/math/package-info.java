/**
 * Arithmetic that gives the same bits on every machine and in every language: what invariant I3
 * allows game logic to use beyond {@code + - * /} and {@link java.lang.Math#sqrt}.
 *
 * <p>{@code src/test/resources/io/zonescaler/math/vectors.tsv} holds the test vectors that a port
 * to another language must reproduce bit by bit.
 */
@NullMarked
package io.zonescaler.math;

import org.jspecify.annotations.NullMarked;
