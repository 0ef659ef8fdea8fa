/** What clients see, as bytes: encoding 2 of docs/updates.md. */
@NullMarked
package io.zonescaler.client.update;

import org.jspecify.annotations.NullMarked;
