package io.zonescaler.server.gateway;

/** Is told how commands went through a gateway, on its thread. */
public interface CommandTraces {
  /** How many commands there are for each one that is traced; clients are told. */
  int oneIn();

  /** A command was acknowledged. */
  void acknowledged(CommandTimes times);
}
