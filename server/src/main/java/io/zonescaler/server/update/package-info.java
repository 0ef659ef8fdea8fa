/** What a gateway tells its clients, as bytes: encoding 2 of docs/updates.md. */
@NullMarked
package io.zonescaler.server.update;

import org.jspecify.annotations.NullMarked;
