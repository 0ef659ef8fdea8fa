package io.zonescaler.cluster;

/**
 * Another value of a world variable.
 *
 * @param firstTick the first tick whose kernels see it
 * @param variable place in the schema
 * @param bits the value, as {@link io.zonescaler.world.WorldVariable#parse(String)} gives it
 */
public record VariableChange(long firstTick, int variable, long bits) {}
