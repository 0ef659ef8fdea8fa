/** What the world's state looks like as JSON, for the dashboard and the command line alike. */
@NullMarked
package io.zonescaler.web.status;

import org.jspecify.annotations.NullMarked;
