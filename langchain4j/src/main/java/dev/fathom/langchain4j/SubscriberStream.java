package dev.fathom.langchain4j;

import dev.fathom.engine.Generation;
import dev.langchain4j.model.chat.response.ChatModelStreamingEvent;
import dev.langchain4j.model.chat.response.CompleteResponse;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Flow;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// Reads one generation on a virtual thread, as fast as its subscriber asks.
final class SubscriberStream implements Flow.Subscription {
  private final Flow.Subscriber<? super ChatModelStreamingEvent> subscriber;
  private final Generation generation;
  private final AnswerReader reader;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private long wanted;
  private boolean cancelled;
  private boolean wrong;

  private SubscriberStream(
      Flow.Subscriber<? super ChatModelStreamingEvent> subscriber,
      Generation generation,
      String modelName) {
    this.subscriber = subscriber;
    this.generation = generation;
    reader = new AnswerReader(modelName);
  }

  /// Starts a generation for `subscriber`; where that is refused, tells it.
  static void start(
      Supplier<Generation> generations,
      String modelName,
      Flow.Subscriber<? super ChatModelStreamingEvent> subscriber) {
    Generation generation;
    try {
      generation = generations.get();
    } catch (RuntimeException refused) {
      // a subscriber is told of its subscription before anything else
      subscriber.onSubscribe(new Refused());
      subscriber.onError(refused);
      return;
    }
    SubscriberStream stream = new SubscriberStream(subscriber, generation, modelName);
    subscriber.onSubscribe(stream);
    Thread.startVirtualThread(stream::run);
  }

  @Override
  public void request(long count) {
    change(
        () -> {
          wrong |= count <= 0;
          wanted = wanted + count < 0 ? Long.MAX_VALUE : wanted + Math.max(count, 0);
        });
  }

  @Override
  public void cancel() {
    change(() -> cancelled = true);
    generation.cancel();
  }

  private void change(Runnable what) {
    lock.lock();
    try {
      what.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try (generation) {
      Deque<ChatModelStreamingEvent> ready = new ArrayDeque<>();
      boolean over = false;
      while (!over && mayGoOn()) {
        while (ready.isEmpty()) {
          ready.addAll(reader.take(generation.next()));
        }
        ChatModelStreamingEvent event = ready.remove();
        over = event instanceof CompleteResponse;
        subscriber.onNext(event);
      }
      if (over) {
        subscriber.onComplete();
      }
    } catch (InterruptedException | RuntimeException e) {
      if (!isCancelled()) {
        subscriber.onError(e);
      }
    }
  }

  /// Waits until one more event is wanted; false where none will be.
  private boolean mayGoOn() throws InterruptedException {
    lock.lock();
    try {
      while (wanted == 0 && !cancelled && !wrong) {
        changed.await();
      }
      if (wrong) {
        throw new IllegalArgumentException("a subscriber must request 1 or more events");
      }
      wanted--;
      return !cancelled;
    } finally {
      lock.unlock();
    }
  }

  private boolean isCancelled() {
    lock.lock();
    try {
      return cancelled;
    } finally {
      lock.unlock();
    }
  }

  /// Of a request that was refused.
  private static final class Refused implements Flow.Subscription {
    @Override
    public void request(long count) {
      // there is nothing to come
    }

    @Override
    public void cancel() {
      // there is nothing to cancel
    }
  }
}
