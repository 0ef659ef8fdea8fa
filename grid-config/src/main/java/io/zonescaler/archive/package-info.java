/** A world as one portable file: what {@code export} writes and {@code import} begins from. */
@NullMarked
package io.zonescaler.archive;

import org.jspecify.annotations.NullMarked;
