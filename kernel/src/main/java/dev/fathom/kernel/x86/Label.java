package dev.fathom.kernel.x86;

/// A place in the code, bound once.
public final class Label {
  /// Bytes from the start of the code; negative while not bound.
  int position = -1;
}
