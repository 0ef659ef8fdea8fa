/**
 * What clients see, as bytes: encoding 2 of docs/updates.md, written by gateways and read by
 * clients.
 */
@NullMarked
package io.zonescaler.server.update;

import org.jspecify.annotations.NullMarked;
