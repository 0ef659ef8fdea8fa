package io.zonescaler.server.worker;

import io.zonescaler.game.LogicUnavailable;
import java.io.Serial;

/** One worker after the other failed on a task: that is the task's fault, it seems. */
final class FaultyTask extends LogicUnavailable {
  @Serial private static final long serialVersionUID = 1;

  FaultyTask(String message) {
    super(message);
  }
}
