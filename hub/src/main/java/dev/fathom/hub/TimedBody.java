package dev.fathom.hub;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// An answer's body, read portion by portion, that gives up where too little comes: a time-out for
/// every read would let a byte a minute keep us for ever.
final class TimedBody implements BodySubscriber<TimedBody>, AutoCloseable {
  private sealed interface Signal {}

  private record Portion(List<ByteBuffer> buffers) implements Signal {}

  private record Failed(Throwable cause) implements Signal {}

  private record Ended() implements Signal {}

  private final Pace pace;
  private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
  private final Queue<ByteBuffer> ready = new ArrayDeque<>();
  private volatile Flow.@Nullable Subscription subscription;
  private volatile boolean closed;
  private long windowStart = System.nanoTime();
  private long windowBytes;
  private boolean ended;

  TimedBody(Pace pace) {
    this.pace = pace;
  }

  /// The next bytes, or null at the end.
  @Nullable ByteBuffer next() throws IOException {
    while (ready.isEmpty()) {
      if (ended) {
        return null;
      }
      switch (await()) {
        case Portion(var buffers) -> ready.addAll(buffers);
        case Failed(var cause) -> throw new IOException(String.valueOf(cause.getMessage()), cause);
        case Ended() -> ended = true;
      }
    }
    ByteBuffer next = ready.remove();
    windowBytes += next.remaining();
    if (ready.isEmpty()) {
      requestMore();
    }
    return next;
  }

  private void requestMore() {
    Flow.Subscription from = subscription;
    if (from != null) {
      from.request(1);
    }
  }

  /// Waits for the next signal; a full window with too few bytes is a stall.
  private Signal await() throws IOException {
    while (true) {
      long left = windowStart + pace.stall().toNanos() - System.nanoTime();
      if (left <= 0) {
        if (windowBytes < pace.leastBytes()) {
          throw new IOException("only " + windowBytes + " bytes came in " + pace.stall());
        }
        windowStart = System.nanoTime();
        windowBytes = 0;
      }
      Signal signal = poll(left);
      if (signal != null) {
        return signal;
      }
    }
  }

  private @Nullable Signal poll(long nanos) throws IOException {
    try {
      return signals.poll(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", stopped);
    }
  }

  @Override
  public CompletionStage<TimedBody> getBody() {
    return CompletableFuture.completedFuture(this);
  }

  @Override
  public void onSubscribe(Flow.Subscription from) {
    subscription = from;
    if (closed) {
      from.cancel();
    } else {
      from.request(1);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    signals.add(new Portion(buffers));
  }

  @Override
  public void onError(Throwable failure) {
    signals.add(new Failed(failure));
  }

  @Override
  public void onComplete() {
    signals.add(new Ended());
  }

  /// Breaks off what has not come yet.
  @Override
  public void close() {
    closed = true;
    Flow.Subscription from = subscription;
    if (!ended && from != null) {
      from.cancel();
    }
  }
}
