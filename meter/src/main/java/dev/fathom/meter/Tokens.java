package dev.fathom.meter;

/// What price lists count.
///
/// @param prompt all tokens of prompts
/// @param cached of these, those that were not computed again
/// @param completion generated tokens, thinking included
public record Tokens(long prompt, long cached, long completion) {
  public static final Tokens NONE = new Tokens(0, 0, 0);

  public Tokens {
    if (cached < 0 || prompt < cached || completion < 0) {
      throw new IllegalArgumentException(
          "%d tokens of prompt, %d of them cached, and %d new ones cannot be"
              .formatted(prompt, cached, completion));
    }
  }

  public Tokens plus(Tokens other) {
    return new Tokens(prompt + other.prompt, cached + other.cached, completion + other.completion);
  }
}
