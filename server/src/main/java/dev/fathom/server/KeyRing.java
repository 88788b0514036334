package dev.fathom.server;

import java.util.List;
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
          public void close() {
            // nothing is counted
          }
        };

    Caller caller();

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
    KeyHolder holder = found;
    if (counts) {
      holder.begin();
    }
    return new Use() {
      @Override
      public Caller caller() {
        return new Caller(holder.key().name(), holder.key().name());
      }

      @Override
      public void close() {
        if (counts) {
          holder.end();
        }
      }
    };
  }
}
