package dev.fathom.hub;

import java.io.IOException;

/// The file is not what it was when its first bytes came.
final class Changed extends IOException {
  private static final long serialVersionUID = 1L;

  private final boolean unranged;

  /// @param unranged whether it is the same, but can be had from its beginning only
  Changed(String message, boolean unranged) {
    super(message);
    this.unranged = unranged;
  }

  boolean isUnranged() {
    return unranged;
  }
}
