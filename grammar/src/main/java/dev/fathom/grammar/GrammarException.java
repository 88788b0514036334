package dev.fathom.grammar;

/// A grammar, schema or pattern that cannot be served; the message is one line for people and names
/// what is not understood, and where.
public final class GrammarException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public GrammarException(String message) {
    super(message);
  }
}
