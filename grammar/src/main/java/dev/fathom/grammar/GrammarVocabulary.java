package dev.fathom.grammar;

import dev.fathom.text.Tokenizer;
import java.util.Set;

/// A tokenizer's tokens, laid out for masks; made once a model and shared. Immutable.
public final class GrammarVocabulary {
  private GrammarVocabulary() {}

  /// Of the ids below `size`; those above the tokenizer's have no text and are never allowed.
  ///
  /// @param endTokens allowed where a text may end, and only there
  public static GrammarVocabulary of(Tokenizer tokenizer, int size, Set<Integer> endTokens) {
    throw new UnsupportedOperationException();
  }

  /// The number of ids.
  public int size() {
    throw new UnsupportedOperationException();
  }
}
