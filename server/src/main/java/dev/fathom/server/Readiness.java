package dev.fathom.server;

import dev.fathom.engine.Generation;
import dev.fathom.engine.GenerationEvent;
import dev.fathom.engine.GenerationRequest;
import dev.fathom.engine.OverloadedException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Whether the engine really answers: one token is generated, and the result kept for a moment. A
/// process that is alive proves nothing.
final class Readiness {
  private static final long FRESH_NANOS = Duration.ofSeconds(2).toNanos();
  private static final Duration DEADLINE = Duration.ofSeconds(5);

  private final ReentrantLock lock = new ReentrantLock();
  private final AtomicReference<@Nullable Verdict> latest = new AtomicReference<>();

  /// @param reason null where all is well
  record Verdict(@Nullable String reason, long at) {}

  /// Null, or one line that says why nothing is served. Waits for one token, at most 5 seconds.
  @Nullable String reason(ServedModel model) {
    Verdict known = latest.get();
    if (known != null && System.nanoTime() - known.at < FRESH_NANOS) {
      return known.reason;
    }
    if (!lock.tryLock()) {
      // somebody asks the engine already; what was true last is told meanwhile
      return known == null ? "the first check is running" : known.reason;
    }
    try {
      String reason = ask(model);
      latest.set(new Verdict(reason, System.nanoTime()));
      return reason;
    } finally {
      lock.unlock();
    }
  }

  private static @Nullable String ask(ServedModel model) {
    int id = model.tokenizer().bos().orElse(0);
    Thread asking = Thread.currentThread();
    AtomicReference<Boolean> late = new AtomicReference<>(false);
    try (Generation generation =
        model.engine().submit(GenerationRequest.greedy(new int[] {id}, 1))) {
      Thread alarm =
          Thread.ofVirtual()
              .name("readiness")
              .start(
                  () -> {
                    try {
                      Thread.sleep(DEADLINE);
                      late.set(true);
                      asking.interrupt();
                    } catch (InterruptedException answered) {
                      Thread.currentThread().interrupt();
                    }
                  });
      try {
        return last(generation);
      } finally {
        alarm.interrupt();
      }
    } catch (InterruptedException e) {
      if (!late.get()) {
        Thread.currentThread().interrupt();
      }
      return "the engine gave no token within " + DEADLINE.toSeconds() + " s";
    } catch (OverloadedException busy) {
      // it works, and has much to do
      return null;
    } catch (RuntimeException dead) {
      return "the engine has stopped";
    }
  }

  private static @Nullable String last(Generation generation) throws InterruptedException {
    while (true) {
      GenerationEvent event = generation.next();
      if (event instanceof GenerationEvent.Finished) {
        return null;
      }
      if (event instanceof GenerationEvent.Failed) {
        return "the engine could not generate a token";
      }
    }
  }
}
