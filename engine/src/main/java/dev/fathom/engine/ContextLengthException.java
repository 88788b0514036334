package dev.fathom.engine;

/// A prompt, or prompt and answer together, that the context can never hold.
public final class ContextLengthException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  ContextLengthException(String message) {
    super(message);
  }
}
