/**
 * The frame codec: the bytes that define what a zone wrote in one tick, given what it wrote in the
 * tick before.
 */
@NullMarked
package io.zonescaler.frame;

import org.jspecify.annotations.NullMarked;
