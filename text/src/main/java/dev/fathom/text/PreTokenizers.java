package dev.fathom.text;

import java.util.List;
import java.util.Optional;

/// The pre-tokenizers that GGUF knows by a name (`tokenizer.ggml.pre`) and `tokenizer.json` by its
/// expressions.
public final class PreTokenizers {
  private PreTokenizers() {}

  /// The expressions that cut a text into words, one after the other, as `tokenizer.json` has them;
  /// empty for a name that is not known.
  public static Optional<List<String>> expressions(String name) {
    return Optional.of(KnownCuts.expressions(name)).filter(it -> !it.isEmpty());
  }

  /// Whether `name`'s texts are brought into Unicode's form NFC first.
  public static boolean normalises(String name) {
    return name.equals("qwen2") || name.equals("deepseek-r1-qwen");
  }

  /// Whether `name` takes a whole word that is a token before it merges.
  public static boolean wholeWordsFirst(String name) {
    return name.equals("llama-bpe");
  }

  /// GGUF's name of the pre-tokenizer with these expressions; of `deepseek-r1-qwen` and `qwen2`,
  /// which cut alike, the latter.
  public static Optional<String> name(List<String> expressions) {
    String first = expressions.isEmpty() ? KnownCuts.GPT2 : expressions.getFirst();
    String second = expressions.size() < 2 ? "" : expressions.get(1);
    if (first.equals("\\p{N}{1,3}") && expressions.size() == 3) {
      return Optional.of("deepseek-v3");
    }
    if (second.startsWith("\\s?[A-Za-z")) {
      return Optional.of("deepseek-llm");
    }
    if (second.equals("\\s?\\p{L}+")) {
      return Optional.of("deepseek-coder");
    }
    if (expressions.size() > 1) {
      return Optional.empty();
    }
    if (first.equals(KnownCuts.GPT2)) {
      return Optional.of("gpt-2");
    }
    if (first.contains("|\\p{N}|")) {
      return Optional.of("qwen2");
    }
    return first.contains("|\\p{N}{1,3}|") ? Optional.of("llama-bpe") : Optional.empty();
  }
}
