package dev.fathom.engine;

import java.util.List;

/// A running generation: a stream of events that the caller's (virtual) thread waits on.
public interface Generation extends AutoCloseable {
  /// The next event, waiting for it; the last one is `Finished` or `Failed`, after which this
  /// throws {@link java.util.NoSuchElementException}.
  GenerationEvent next() throws InterruptedException;

  /// The ids generated so far.
  List<Integer> tokens();

  /// Asks the generation to stop; it ends within one token, with reason `CANCELLED`.
  void cancel();

  /// Cancels, if it still runs.
  @Override
  void close();
}
