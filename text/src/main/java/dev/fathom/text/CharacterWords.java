package dev.fathom.text;

import org.jspecify.annotations.Nullable;

/// BPE over characters: a word's characters are its first tokens, merged by rank; what has no token
/// becomes byte tokens or the unknown token.
final class CharacterWords implements WordEncoder {
  /// What becomes of characters without a token.
  ///
  /// @param bytes the byte tokens, null if they are not to be used
  /// @param unknown the unknown token, -1 if there is none
  /// @param fused whether neighbouring unknown characters share one unknown token
  record Unknown(@Nullable BytePieces bytes, int unknown, boolean fused) {}

  private final Vocabulary vocabulary;
  private final Merging merging;
  private final boolean wholeWordsFirst;
  private final Unknown unknown;

  CharacterWords(
      Vocabulary vocabulary, MergeTable merges, boolean wholeWordsFirst, Unknown unknown) {
    this.vocabulary = vocabulary;
    this.merging = new Merging(merges);
    this.wholeWordsFirst = wholeWordsFirst;
    this.unknown = unknown;
  }

  @Override
  public void encode(String word, IdList out) {
    int whole = wholeWordsFirst ? vocabulary.find(word) : -1;
    if (whole >= 0) {
      out.add(whole);
      return;
    }
    int[] ids = first(word);
    int left = merging.merge(ids, ids.length);
    for (int i = 0; i < left; i++) {
      out.add(ids[i]);
    }
  }

  private int[] first(String word) {
    IdList ids = new IdList();
    boolean afterUnknown = false;
    for (int i = 0; i < word.length(); ) {
      int c = word.codePointAt(i);
      i += Character.charCount(c);
      int id = vocabulary.find(Character.toString(c));
      boolean known = id >= 0;
      if (known) {
        ids.add(id);
      } else if (unknown.bytes == null || !unknown.bytes.encode(c, ids)) {
        if (!afterUnknown || !unknown.fused) {
          ids.add(unknownToken(c));
        }
        afterUnknown = true;
        continue;
      }
      afterUnknown = false;
    }
    return ids.toArray();
  }

  private int unknownToken(int codePoint) {
    if (unknown.unknown < 0) {
      throw vocabulary.bad(
          String.format("the text holds the character U+%04X, which has no token", codePoint));
    }
    return unknown.unknown;
  }
}
