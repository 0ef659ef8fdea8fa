package io.zonescaler.oracle;

import java.util.ArrayList;
import java.util.List;

/** What the inputs of one tick change on one player's avatar. */
final class OraclePlayer {
  /** The commands that the avatar's kernel sees, in order of number. */
  final List<OracleCommand> commands = new ArrayList<>();

  long epoch;
  long lastCommand;
  boolean leaving;

  /** The record of the avatar as it was at T-1. */
  OraclePlayer(OracleEntity avatar) {
    epoch = (Long) avatar.value("$epoch");
    lastCommand = (Long) avatar.value("$command");
    leaving = avatar.isCarried() && (Integer) avatar.value("$leaves") == 1;
  }
}
