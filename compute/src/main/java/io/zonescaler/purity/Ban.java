package io.zonescaler.purity;

/**
 * Pairs the reason for which game logic may not use something with what to use instead.
 *
 * @param why a clause that follows the name of the thing
 * @param remedy an imperative
 */
record Ban(String why, String remedy) {}
