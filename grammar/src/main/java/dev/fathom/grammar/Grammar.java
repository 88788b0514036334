package dev.fathom.grammar;

import java.util.List;
import java.util.Map;

/// A language over UTF-8 texts that an answer must belong to. Immutable and safe for many threads;
/// made once, matched by many {@link GrammarMatcher}s.
///
/// Every maker throws {@link GrammarException} with one line for people where its source is no
/// grammar, is not supported (the keyword is named, with its path in the schema), or is larger than
/// the limits.
public final class Grammar {
  private Grammar() {}

  /// Any JSON object, as OpenAI's `json_object` mode asks.
  public static Grammar jsonObject() {
    throw new UnsupportedOperationException();
  }

  /// The JSON values that `schema` (a JSON text) describes.
  public static Grammar jsonSchema(String schema) {
    throw new UnsupportedOperationException();
  }

  /// The texts that the regular expression matches from end to end.
  public static Grammar regex(String pattern) {
    throw new UnsupportedOperationException();
  }

  /// The texts of a grammar in llama.cpp's GBNF, from its rule `root`.
  public static Grammar gbnf(String source) {
    throw new UnsupportedOperationException();
  }

  /// Exactly `text`.
  public static Grammar literal(String text) {
    throw new UnsupportedOperationException();
  }

  /// One after the other.
  public static Grammar sequence(List<Grammar> parts) {
    throw new UnsupportedOperationException();
  }

  /// One of these.
  public static Grammar choice(List<Grammar> options) {
    throw new UnsupportedOperationException();
  }

  /// `part` one to `max` times, with `separator` between.
  public static Grammar repeat(Grammar part, String separator, int max) {
    throw new UnsupportedOperationException();
  }

  /// Free text in which, from each place where a key of `triggers` has been said, that key's
  /// grammar must follow; behind it the text is free again.
  public static Grammar triggered(Map<String, Grammar> triggers) {
    throw new UnsupportedOperationException();
  }
}
