package dev.fathom.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// What the hub knows its user by, or nothing. Never shown: it has no readable form.
public final class Token {
  /// Nobody.
  public static final Token NONE = new Token("");

  private static final int LONGEST = 4096;

  private final String secret;

  private Token(String secret) {
    this.secret = secret;
  }

  /// The token in `text`; none if that is blank or could not stand in a header.
  public static Token of(String text) {
    String stripped = text.strip();
    boolean fits =
        stripped.length() <= LONGEST && stripped.chars().allMatch(c -> c > 32 && c < 127);
    return fits ? new Token(stripped) : NONE;
  }

  /// `HF_TOKEN`, else what stands in `HF_TOKEN_PATH` or in `token` of the folder `home`.
  static Token find(Map<String, String> environment, Path home) {
    String said = environment.getOrDefault("HF_TOKEN", "");
    if (!said.isBlank()) {
      return of(said);
    }
    String path = environment.getOrDefault("HF_TOKEN_PATH", "");
    Path file = path.isEmpty() ? home.resolve("token") : Path.of(path);
    try {
      boolean readable = Files.isRegularFile(file) && Files.size(file) <= LONGEST;
      return readable ? of(Files.readString(file)) : NONE;
    } catch (IOException unreadable) {
      return NONE;
    }
  }

  boolean isPresent() {
    return !secret.isEmpty();
  }

  /// The header's value, for the hub itself and nobody else.
  Optional<String> authorization() {
    return secret.isEmpty() ? Optional.empty() : Optional.of("Bearer " + secret);
  }

  @Override
  public String toString() {
    return secret.isEmpty() ? "no token" : "a token";
  }
}
