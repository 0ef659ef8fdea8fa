/** The whole world tick by tick, for those who keep it elsewhere: {@code ObserverService}. */
@NullMarked
package io.zonescaler.server.observe;

import org.jspecify.annotations.NullMarked;
