/** Read-only calls about the world. */
@NullMarked
package io.zonescaler.server.api;

import org.jspecify.annotations.NullMarked;
