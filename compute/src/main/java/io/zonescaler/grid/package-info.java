/** The world's store, jobs and membership on Apache Ignite: all that the framework uses of it. */
@NullMarked
package io.zonescaler.grid;

import org.jspecify.annotations.NullMarked;
