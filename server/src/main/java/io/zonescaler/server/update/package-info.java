/**
 * What a gateway tells its clients, as bytes: encoding 2 of docs/updates.md. What has changed of an
 * entity since the tick before is worked out once for all clients ({@code SeenTable}); what of it a
 * client is told, and how it is packed, is each client's own ({@code Sight}).
 */
@NullMarked
package io.zonescaler.server.update;

import org.jspecify.annotations.NullMarked;
