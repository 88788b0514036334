package dev.fathom.format;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/// The bytes of a tensor on its way into a file, given piece by piece when its turn comes, so that
/// not even one tensor need be in memory at once.
@FunctionalInterface
public interface TensorContent {
  /// Gives all bytes to `sink`, in their order.
  void writeTo(Sink sink) throws IOException;

  /// Where the pieces go.
  @FunctionalInterface
  interface Sink {
    /// Takes the next piece, which may be reused afterwards.
    void bytes(MemorySegment piece) throws IOException;
  }
}
