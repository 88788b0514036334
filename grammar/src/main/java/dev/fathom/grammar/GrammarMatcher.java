package dev.fathom.grammar;

/// One text on its way through a grammar, token by token. Not for several threads.
public final class GrammarMatcher {
  /// At the beginning of `grammar`.
  public GrammarMatcher(Grammar grammar, GrammarVocabulary vocabulary) {
    throw new UnsupportedOperationException();
  }

  /// The ids that may come next, as bits: id `i` is bit `i % 64` of word `i / 64`. Never empty
  /// before an end token was taken. Valid until the next {@link #accept}.
  public long[] allowed() {
    throw new UnsupportedOperationException();
  }

  /// Takes the next token, an end token too; returns whether it was allowed. What was not allowed
  /// changes nothing.
  public boolean accept(int id) {
    throw new UnsupportedOperationException();
  }

  /// Whether the text may end here.
  public boolean complete() {
    throw new UnsupportedOperationException();
  }

  /// Whether nothing but the end can follow.
  public boolean finished() {
    throw new UnsupportedOperationException();
  }

  /// A copy that goes its own way.
  public GrammarMatcher copy() {
    throw new UnsupportedOperationException();
  }
}
