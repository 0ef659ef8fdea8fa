/** The demo game: minnows that flock between moving lures, sharks, traders, and players' ships. */
@NullMarked
package io.zonescaler.demo;

import org.jspecify.annotations.NullMarked;
