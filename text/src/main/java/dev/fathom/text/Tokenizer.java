package dev.fathom.text;

import java.util.OptionalInt;

/// Text to token ids and back. Immutable and safe for many threads.
public interface Tokenizer {
  /// The ids of `text`. Nothing is added in front or behind. Where `special` is true, the spelling
  /// of a special (control) token in the text becomes that token; where false it is plain text.
  /// Added tokens that are not special are always recognised, as in Hugging Face tokenizers.
  int[] encode(String text, boolean special);

  /// The text of `ids`: their bytes in order, cut into characters, malformed bytes as U+FFFD.
  ///
  /// @param special whether special tokens appear by their spelling or not at all
  String decode(int[] ids, boolean special);

  /// The bytes that token `id` stands for when it follows other text; a special token's are its
  /// spelling in UTF-8.
  byte[] bytes(int id);

  /// The token's spelling in the vocabulary (`Ġthe`, `<think>`).
  String piece(int id);

  /// The id of the token spelt `piece` in the vocabulary, if there is one.
  OptionalInt id(String piece);

  /// Whether `id` is a special (control) token.
  boolean isSpecial(int id);

  /// The number of ids, all below this.
  int size();

  /// The token that begins a text, if the files name one.
  OptionalInt bos();

  /// The token that ends a text or a turn, if the files name one.
  OptionalInt eos();

  /// Whether a plain (not templated) text begins with {@link #bos}.
  boolean addsBos();
}
