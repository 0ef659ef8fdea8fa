/**
 * The command line: what users type, what scripts read, and the processes of a cluster on one
 * machine.
 */
@NullMarked
package io.zonescaler.cli;

import org.jspecify.annotations.NullMarked;
