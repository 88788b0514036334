package dev.fathom.engine;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// The name of a page's content: the first 128 bits of SHA-256 over the name of the page before it
/// and its own token ids. So it stands for all tokens from the first on, and for the tenant, whose
/// name the first link is made of.
record PageKey(long high, long low) {
  static final int BYTES = 2 * Long.BYTES;

  /// Where the chains of `tenant` begin.
  static PageKey root(String tenant) {
    return of(sha256().digest(("tenant:" + tenant).getBytes(StandardCharsets.UTF_8)));
  }

  /// The key of the page after this one, that holds `count` of `tokens` from `from` on.
  PageKey next(int[] tokens, int from, int count) {
    ByteBuffer link = ByteBuffer.allocate(BYTES + count * Integer.BYTES);
    link.putLong(high).putLong(low);
    for (int i = from; i < from + count; i++) {
      link.putInt(tokens[i]);
    }
    return of(sha256().digest(link.array()));
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static PageKey of(byte[] digest) {
    ByteBuffer bytes = ByteBuffer.wrap(digest);
    return new PageKey(bytes.getLong(), bytes.getLong());
  }
}
