package dev.fathom.grammar;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.Set;

/// Texts through grammars: given ones byte by byte, and random ones along the masks.
final class Walks {
  /// All bytes, some words that lie across the borders of rules and characters, two specials.
  static final WordTokenizer TOKENS =
      new WordTokenizer(
          List.of(
              bytes("\","),
              bytes("\":"),
              bytes("{\""),
              bytes("\"}"),
              bytes("\": \""),
              bytes("\", \""),
              bytes("\"],"),
              bytes("}]"),
              bytes("ab"),
              bytes("abc"),
              bytes("aaaa"),
              bytes("12"),
              bytes("0."),
              bytes("the quick brown fox jumps over the lazy dog"),
              bytes("true"),
              bytes("\\u00"),
              bytes("\\n\\n"),
              bytes("é"),
              new byte[] {'x', (byte) 0xC3},
              new byte[] {(byte) 0xA9, '"'},
              new byte[] {(byte) 0xF0, (byte) 0x9F},
              new byte[] {(byte) 0x98, (byte) 0x80, '"', '}'},
              bytes("<call"),
              bytes(">{\""),
              bytes("</call>")),
          List.of("<call>", "<end>"));

  static final int END = TOKENS.size() - 1;
  static final int CALL = TOKENS.size() - 2;
  static final GrammarVocabulary VOCABULARY =
      GrammarVocabulary.of(TOKENS, TOKENS.size() + 3, Set.of(END));

  private Walks() {}

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /// Whether `text` belongs to `grammar`.
  static boolean accepts(Grammar grammar, String text) {
    GrammarMatcher matcher = new GrammarMatcher(grammar, VOCABULARY);
    for (byte b : bytes(text)) {
      if (!matcher.accept(b & 0xFF)) {
        return false;
      }
    }
    return matcher.complete();
  }

  static boolean isAllowed(long[] mask, int id) {
    return (mask[id >> 6] >>> id & 1) != 0;
  }

  /// A random token of `mask`; an end token half of the time where there is one.
  static int draw(long[] mask, Random random) {
    if (isAllowed(mask, END) && random.nextBoolean()) {
      return END;
    }
    int count = 0;
    for (long word : mask) {
      count += Long.bitCount(word);
    }
    int left = random.nextInt(count);
    for (int id = 0; ; id++) {
      if (isAllowed(mask, id) && left-- == 0) {
        return id;
      }
    }
  }

  /// The allowed token that is best for coming to an end: brackets and quotes first.
  static int drawClosing(long[] mask, Random random) {
    for (char c : "\"}],:0ea".toCharArray()) {
      if (isAllowed(mask, END)) {
        return END;
      }
      if (isAllowed(mask, c) && random.nextInt(8) > 0) {
        return c;
      }
    }
    return draw(mask, random);
  }
}
