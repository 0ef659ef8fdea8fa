/** Tests that game authors run on their own games, with JUnit 5. */
@NullMarked
package io.zonescaler.verify.junit;

import org.jspecify.annotations.NullMarked;
