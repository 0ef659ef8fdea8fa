package io.zonescaler.web;

import io.zonescaler.web.status.StatusJson;

/** An HTTP request that is refused: what is wrong, where, and what the caller can do. */
final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;
  private final String where;
  private final String remedy;

  ApiException(int status, String what, String where, String remedy) {
    super(what);
    this.status = status;
    this.where = where;
    this.remedy = remedy;
  }

  int status() {
    return status;
  }

  String json() {
    return StatusJson.error(String.valueOf(getMessage()), where, remedy);
  }
}
