package dev.fathom.text;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// What bytes a token's spelling stands for, and what is cut off a whole text's ends (the decoder).
/// Immutable and safe for many threads.
sealed interface Spelling {
  /// The bytes of a token spelt `spelling` when it follows other text.
  byte[] bytes(String spelling);

  /// The text of a whole row of tokens, from their bytes read as UTF-8.
  String whole(String text);

  /// The alphabet of byte-level BPE.
  record Letters() implements Spelling {
    @Override
    public byte[] bytes(String spelling) {
      return ByteAlphabet.bytes(spelling);
    }

    @Override
    public String whole(String text) {
      return text;
    }
  }

  /// Plain text with replacements.
  ///
  /// @param replacements done to every token, in order
  /// @param byteTokens whether `<0x0A>` is a byte
  /// @param trims done to the whole text, in order
  record Pieces(List<Normalization> replacements, boolean byteTokens, List<Trim> trims)
      implements Spelling {
    @Override
    public byte[] bytes(String spelling) {
      int b = byteTokens ? BytePieces.byteOf(spelling) : -1;
      if (b >= 0) {
        return new byte[] {(byte) b};
      }
      String text = spelling;
      for (Normalization replacement : replacements) {
        text = replacement.apply(text);
      }
      return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String whole(String text) {
      String now = text;
      for (Trim trim : trims) {
        now = trim.apply(now);
      }
      return now;
    }
  }

  /// Cuts up to `start` and up to `stop` of `letter` off the ends.
  record Trim(char letter, int start, int stop) {
    String apply(String text) {
      int from = 0;
      int to = text.length();
      while (from < Math.min(start, to) && text.charAt(from) == letter) {
        from++;
      }
      while (to > from && text.length() - to < stop && text.charAt(to - 1) == letter) {
        to--;
      }
      return text.substring(from, to);
    }
  }
}
