/** Ways in which a world's entities wander, so that load moves with them: what balancing is for. */
@org.jspecify.annotations.NullMarked
package io.zonescaler.bench.workload;
