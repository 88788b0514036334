package dev.fathom.server;

import java.util.ArrayDeque;
import java.util.Deque;

/// The use that is made of one key.
final class KeyHolder {
  private static final long MINUTE = 60_000_000_000L;

  private final ApiKey key;
  private final Deque<Long> lastMinute = new ArrayDeque<>();
  private int running;

  KeyHolder(ApiKey key) {
    this.key = key;
  }

  ApiKey key() {
    return key;
  }

  /// A request begins; 429 where one more is not allowed now.
  synchronized void begin() {
    long now = System.nanoTime();
    while (!lastMinute.isEmpty() && now - lastMinute.peek() >= MINUTE) {
      lastMinute.remove();
    }
    if (key.concurrent() > 0 && running >= key.concurrent()) {
      throw ApiException.tooMany(
          1,
          "rate_limit_exceeded",
          "the key '%s' may have %d requests at once".formatted(key.name(), key.concurrent()));
    }
    if (key.perMinute() > 0 && lastMinute.size() >= key.perMinute()) {
      long wait = MINUTE - (now - lastMinute.peek());
      throw ApiException.tooMany(
          (int) (wait / 1_000_000_000L) + 1,
          "rate_limit_exceeded",
          "the key '%s' may send %d requests a minute".formatted(key.name(), key.perMinute()));
    }
    if (key.perMinute() > 0) {
      lastMinute.add(now);
    }
    running++;
  }

  synchronized void end() {
    running--;
  }
}
