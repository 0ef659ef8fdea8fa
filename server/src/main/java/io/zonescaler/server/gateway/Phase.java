package io.zonescaler.server.gateway;

/** Where a session is. */
enum Phase {
  /** The client has not said yet who it is. */
  CONNECTED,
  /** The player's avatar is being made, looked for or taken over for this session's epoch. */
  SEARCHING,
  /** The avatar is this session's. */
  PLAYING,
  /** The client is gone, and may come back; the avatar waits for it. */
  LINGERING,
  /** The avatar is being parked; the client may be gone. */
  LEAVING,
  /** Nothing is left to do. */
  ENDED
}
