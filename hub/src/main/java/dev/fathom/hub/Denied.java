package dev.fathom.hub;

import java.io.IOException;

/// The hub's final no.
final class Denied extends IOException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;

  /// @param code what `X-Error-Code` says, or nothing
  Denied(String place, int status, String code) {
    super(place + " was answered with status " + status);
    this.status = status;
    this.code = code;
  }

  int status() {
    return status;
  }

  String code() {
    return code;
  }
}
