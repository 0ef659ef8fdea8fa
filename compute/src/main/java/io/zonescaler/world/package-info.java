/**
 * What a world is made of: the kinds of entities, their columns, and the messages and events
 * between zones.
 */
@NullMarked
package io.zonescaler.world;

import org.jspecify.annotations.NullMarked;
