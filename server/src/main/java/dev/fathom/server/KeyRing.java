package dev.fathom.server;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// The API keys that are accepted, and how much each is in use. Keys themselves are not kept: only
/// their hashes.
final class KeyRing {
  private final List<KeyHolder> holders;

  KeyRing(List<KeyHolder> holders) {
    this.holders = List.copyOf(holders);
  }

  /// A request's use of a key, until it is closed.
  interface Use extends AutoCloseable {
    /// Where no key is asked for.
    Use ANYBODY =
        new Use() {
          @Override
          public Caller caller() {
            return Caller.ANYBODY;
          }

          @Override
          public Use hold() {
            return this;
          }

          @Override
          public void close() {
            // nothing is counted
          }
        };

    Caller caller();

    /// One use more that counts against the quota, for what outlives its request; 429 where it is
    /// used up.
    Use hold();

    @Override
    void close();
  }

  /// Begins a request with `key`; 401 where it is none of ours, 429 where its quota is used up.
  ///
  /// @param counts whether the request counts against the quota
  Use use(@Nullable String key, boolean counts) {
    if (key == null || key.isEmpty()) {
      throw ApiException.unauthorized(
          "an API key is needed: send it as 'Authorization: Bearer KEY' or 'x-api-key: KEY'");
    }
    byte[] hash = ApiKey.hash(key);
    KeyHolder found = null;
    // all are compared, so that the time tells nothing
    for (KeyHolder holder : holders) {
      if (holder.key().matches(hash)) {
        found = holder;
      }
    }
    if (found == null) {
      throw ApiException.unauthorized("the API key is not known here");
    }
    return new Counted(found, counts);
  }

  private static final class Counted implements Use {
    private final KeyHolder holder;
    private final boolean counts;
    private final AtomicBoolean over = new AtomicBoolean();

    Counted(KeyHolder holder, boolean counts) {
      this.holder = holder;
      this.counts = counts;
      if (counts) {
        holder.begin();
      }
    }

    @Override
    public Caller caller() {
      return new Caller(holder.key().name(), holder.key().name());
    }

    @Override
    public Use hold() {
      return new Counted(holder, true);
    }

    @Override
    public void close() {
      if (counts && over.compareAndSet(false, true)) {
        holder.end();
      }
    }
  }
}
