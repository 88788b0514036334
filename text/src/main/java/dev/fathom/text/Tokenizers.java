package dev.fathom.text;

import org.jspecify.annotations.Nullable;

/// The door to the tokenizers: one from each kind of file.
public final class Tokenizers {
  private Tokenizers() {}

  /// From a GGUF file's keys.
  public static Tokenizer ofGguf(GgufVocabulary vocabulary) {
    return new GgufTokenizer(vocabulary).build();
  }

  /// From Hugging Face's `tokenizer.json` and, where there is one, `tokenizer_config.json` (names
  /// of the bos and eos tokens, `add_bos_token`).
  ///
  /// @param file the file's name, for messages
  public static Tokenizer ofJson(String file, byte[] tokenizer, byte @Nullable [] config) {
    return new JsonTokenizer(file, tokenizer, config).build();
  }
}
