package dev.fathom.text;

/// Turns one word, as the pre-tokenizer cut it, into token ids. Immutable and safe for many
/// threads.
sealed interface WordEncoder permits ByteWords, CharacterWords, SentencePieceWords {
  /// Appends the ids of `word` to `out`.
  void encode(String word, IdList out);
}
