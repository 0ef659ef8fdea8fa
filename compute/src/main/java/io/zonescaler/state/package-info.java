/** What a zone holds: columnar entities, messages, inputs and their sums. */
@NullMarked
package io.zonescaler.state;

import org.jspecify.annotations.NullMarked;
