package dev.fathom.server;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;

/// A key as the keys file knows it.
///
/// @param sha256 hash of the key, in hexadecimal digits
/// @param perMinute requests a minute, 0 for any number
/// @param concurrent requests at once, 0 for any number
public record ApiKey(String name, String sha256, int perMinute, int concurrent) {
  private static final int RANDOM_BYTES = 32;

  public ApiKey {
    if (!name.matches("[A-Za-z0-9_.@-]{1,64}")) {
      throw new IllegalArgumentException(
          "a key's name must be 1 to 64 letters, digits, '_', '.', '@' or '-', got '" + name + "'");
    }
    if (!sha256.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException(
          "the key '" + name + "' needs 'sha256': 64 hexadecimal digits in lower case");
    }
    if (perMinute < 0 || concurrent < 0) {
      throw new IllegalArgumentException("the quotas of key '" + name + "' must be 0 or more");
    }
  }

  /// A fresh key with 256 random bits.
  public static String random() {
    byte[] bytes = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(bytes);
    return "fathom-" + HexFormat.of().formatHex(bytes);
  }

  /// What the file keeps of `key`.
  public static ApiKey of(String name, String key) {
    return new ApiKey(name, HexFormat.of().formatHex(hash(key)), 0, 0);
  }

  static byte[] hash(String key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException absent) {
      throw new IllegalStateException("every Java has SHA-256", absent);
    }
  }

  /// Whether `hash` is this key's, in a time that does not depend on how much of it is.
  boolean matches(byte[] hash) {
    return MessageDigest.isEqual(HexFormat.of().parseHex(sha256), hash);
  }
}
