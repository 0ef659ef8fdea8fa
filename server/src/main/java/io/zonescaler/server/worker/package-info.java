/** Game logic in processes of its own: {@code zonescaler.v1.LogicWorker} (docs/workers.md). */
@NullMarked
package io.zonescaler.server.worker;

import org.jspecify.annotations.NullMarked;
