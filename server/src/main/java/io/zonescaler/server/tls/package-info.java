/** Encryption of what nodes and clients say to each other, and who nodes are. */
@NullMarked
package io.zonescaler.server.tls;

import org.jspecify.annotations.NullMarked;
