package dev.fathom.engine;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/// A running generation: a stream of events that the caller's (virtual) thread waits on. One thread
/// reads it; any thread may cancel it.
public interface Generation extends AutoCloseable, Iterable<GenerationEvent> {
  /// The next event, waiting for it; the last one is `Finished` or `Failed`, after which this
  /// throws {@link java.util.NoSuchElementException}.
  GenerationEvent next() throws InterruptedException;

  /// The next event, if it comes within `wait`; otherwise as {@link #next}.
  @Nullable GenerationEvent poll(Duration wait) throws InterruptedException;

  /// The ids of the events taken so far and of text held back, the end token too. Ids that the
  /// engine drew ahead of the reader, or after a stop string, are not among them.
  List<Integer> tokens();

  /// How many {@link #tokens} there are.
  default int count() {
    return tokens().size();
  }

  /// What it has taken so far; for the thread that reads it.
  Usage usage();

  /// Whether the model has begun with it; before, it waits for others.
  default boolean begun() {
    return true;
  }

  /// Asks the generation to stop; it ends within one token, with reason `CANCELLED`.
  void cancel();

  /// Asks the model to stop thinking: the thought closes within one token, and the answer begins.
  /// Does nothing where the thought is over.
  void answerNow();

  /// Cancels, if it still runs.
  @Override
  void close();

  /// The events from here to the last, for a loop over them. If the thread is interrupted, the
  /// generation is cancelled and the iterator throws {@link CancellationException}.
  @Override
  default Iterator<GenerationEvent> iterator() {
    return new Iterator<>() {
      private boolean last;

      @Override
      public boolean hasNext() {
        return !last;
      }

      @Override
      public GenerationEvent next() {
        if (last) {
          throw new NoSuchElementException("the generation is over");
        }
        GenerationEvent event = uninterrupted();
        last = event instanceof GenerationEvent.Finished || event instanceof GenerationEvent.Failed;
        return event;
      }
    };
  }

  private GenerationEvent uninterrupted() {
    try {
      return next();
    } catch (InterruptedException e) {
      cancel();
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while waiting for the next token");
    }
  }
}
