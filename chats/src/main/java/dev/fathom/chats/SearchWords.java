package dev.fathom.chats;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What somebody typed, as expressions of FTS5: words, and phrases in quotation marks; the last one
/// may be the beginning of a word. Everything is quoted, so nothing that is typed is syntax.
///
/// @param expressions each must be found somewhere in a chat
record SearchWords(List<String> expressions) {
  private static final int MOST = 12;
  private static final int LONGEST = 1_000;
  private static final Pattern PIECE = Pattern.compile("\"([^\"]+)\"|[^\\s\"]+");

  SearchWords {
    expressions = List.copyOf(expressions);
  }

  static SearchWords of(String typed) {
    String text = typed.substring(0, Math.min(typed.length(), LONGEST));
    Matcher pieces = PIECE.matcher(text);
    List<String> expressions = new ArrayList<>();
    boolean open = true;
    while (pieces.find() && expressions.size() < MOST) {
      String phrase = pieces.group(1) == null ? pieces.group() : pieces.group(1);
      if (phrase.codePoints().anyMatch(SearchWords::isOfAWord)) {
        expressions.add('"' + printable(phrase) + '"');
        open = pieces.group(1) == null;
      }
    }
    if (!expressions.isEmpty() && open) {
      expressions.add(expressions.removeLast() + " *");
    }
    return new SearchWords(expressions);
  }

  boolean isEmpty() {
    return expressions.isEmpty();
  }

  /// One row has all of them.
  String all() {
    return String.join(" AND ", expressions);
  }

  /// One row has at least one of them.
  String any() {
    return String.join(" OR ", expressions);
  }

  /// What the tokenizer `unicode61` takes for parts of words: letters, numbers, private characters.
  private static boolean isOfAWord(int c) {
    int type = Character.getType(c);
    return Character.isLetter(c)
        || type == Character.DECIMAL_DIGIT_NUMBER
        || type == Character.LETTER_NUMBER
        || type == Character.OTHER_NUMBER
        || type == Character.PRIVATE_USE;
  }

  private static String printable(String phrase) {
    return phrase.replaceAll("[\\p{Cntrl}\"]", " ");
  }
}
