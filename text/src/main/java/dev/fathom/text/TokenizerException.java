package dev.fathom.text;

/// A vocabulary or tokenizer file that is not what it should be; one line for people.
public final class TokenizerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TokenizerException(String message) {
    super(message);
  }
}
