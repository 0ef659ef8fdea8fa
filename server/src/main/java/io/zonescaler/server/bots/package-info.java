/** Real clients without people: for drills, benchmarks and proof that no command is lost. */
@NullMarked
package io.zonescaler.server.bots;

import org.jspecify.annotations.NullMarked;
