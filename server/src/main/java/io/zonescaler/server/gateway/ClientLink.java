package io.zonescaler.server.gateway;

import io.zonescaler.v1.proto.ServerMessage;

/** The way to one client. Only the gateway's thread calls it. */
interface ClientLink {
  /** Where the client is: a numeric address, without a port. */
  String address();

  /** Whether what is sent now would leave soon; else it would pile up. */
  boolean isReady();

  void send(ServerMessage message);

  /** Says goodbye and closes; nothing may be sent after it. */
  void close(Refusal why);

  /** Lets the client's next message in. */
  void next();
}
