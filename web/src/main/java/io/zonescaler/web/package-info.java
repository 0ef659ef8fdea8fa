/** The dashboard, the HTTP API and the browser client. */
@NullMarked
package io.zonescaler.web;

import org.jspecify.annotations.NullMarked;
