package dev.fathom.text;

/// Byte-level BPE: a word's UTF-8 bytes are its first tokens, merged by rank (GPT-2).
final class ByteWords implements WordEncoder {
  private final Vocabulary vocabulary;
  private final Merging merging;
  private final boolean wholeWordsFirst;
  private final int[] ofByte;

  /// @param wholeWordsFirst whether a word that is itself a token is taken without merging
  ///   (`ignore_merges`, Llama 3)
  ByteWords(Vocabulary vocabulary, MergeTable merges, boolean wholeWordsFirst) {
    this.vocabulary = vocabulary;
    this.merging = new Merging(merges);
    this.wholeWordsFirst = wholeWordsFirst;
    this.ofByte = new int[256];
    for (int b = 0; b < 256; b++) {
      ofByte[b] = vocabulary.find(String.valueOf(ByteAlphabet.letter(b)));
    }
  }

  @Override
  public void encode(String word, IdList out) {
    int whole = wholeWordsFirst ? vocabulary.find(ByteAlphabet.letters(word)) : -1;
    if (whole >= 0) {
      out.add(whole);
      return;
    }
    int[] ids = new int[utf8Length(word)];
    int length = first(word, ids);
    int left = merging.merge(ids, length);
    for (int i = 0; i < left; i++) {
      out.add(ids[i]);
    }
  }

  private static int utf8Length(String word) {
    int length = word.length();
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      length += c < 0x80 ? 0 : c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
    }
    return length;
  }

  private int first(String word, int[] ids) {
    int length = 0;
    for (int i = 0; i < word.length(); ) {
      int c = word.codePointAt(i);
      i += Character.charCount(c);
      if (c < 0x80) {
        ids[length++] = ofByte(c);
        continue;
      }
      int tail = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
      int lead = (0xF80 >> tail) & 0xFF;
      ids[length++] = ofByte(lead | (c >>> (6 * tail)));
      for (int t = tail - 1; t >= 0; t--) {
        ids[length++] = ofByte(0x80 | ((c >>> (6 * t)) & 0x3F));
      }
    }
    return length;
  }

  private int ofByte(int b) {
    int id = ofByte[b];
    if (id < 0) {
      throw vocabulary.bad(String.format("the text holds the byte 0x%02X, which has no token", b));
    }
    return id;
  }
}
