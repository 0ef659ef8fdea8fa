/** What turns the modules into a running node: its configuration and the beans around Ignite. */
@NullMarked
package io.zonescaler.node;

import org.jspecify.annotations.NullMarked;
