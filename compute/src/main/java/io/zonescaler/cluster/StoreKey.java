package io.zonescaler.cluster;

/**
 * Name of a value in the world's store.
 *
 * @param zone the zone it belongs to; 0 for the cluster's own
 * @param slot the zone's slot, which decides where the value lives
 * @param place which of the zone's values: see {@link Places}
 */
public record StoreKey(long zone, int slot, int place) {}
