package dev.fathom.chats;

/// Titles: one line, at most 200 characters.
final class Titles {
  private static final int LONGEST = 200;
  private static final int OPENING = 60;

  private Titles() {}

  /// One that people gave.
  static String given(String title) {
    String line = line(title);
    if (line.isEmpty()) {
      throw Complaint.invalid("a title needs at least one visible character");
    }
    if (line.codePointCount(0, line.length()) > LONGEST) {
      throw Complaint.invalid(
          "a title of %,d characters is too long; at most %d"
              .formatted(line.codePointCount(0, line.length()), LONGEST));
    }
    return line;
  }

  static String givenOrNone(String title) {
    return line(title).isEmpty() ? "" : given(title);
  }

  /// One from a file, cut where it is too long.
  static String imported(String title) {
    return beginning(line(title), LONGEST);
  }

  /// What stands for a title until somebody gives one: the beginning of the first question.
  static String opening(String question) {
    // nobody types a line of thousands of blanks before the first word
    String start = question.substring(0, Math.min(question.length(), 4_000));
    return beginning(line(start), OPENING);
  }

  /// At most `length` characters, cut between words where there is a gap in the second half.
  private static String beginning(String line, int length) {
    if (line.codePointCount(0, line.length()) <= length) {
      return line;
    }
    int end = line.offsetByCodePoints(0, length - 1);
    int gap = line.lastIndexOf(' ', end);
    return line.substring(0, gap > end / 2 ? gap : end).strip() + "…";
  }

  private static String line(String text) {
    StringBuilder line = new StringBuilder();
    text.codePoints()
        .map(c -> Character.isWhitespace(c) || Character.isSpaceChar(c) ? ' ' : c)
        .filter(c -> visible(c) && !(c == ' ' && endsWithGap(line)))
        .forEachOrdered(line::appendCodePoint);
    return line.toString().strip();
  }

  private static boolean endsWithGap(StringBuilder line) {
    return line.isEmpty() || line.charAt(line.length() - 1) == ' ';
  }

  // a zero-width joiner belongs to emoji; the marks that turn the direction of a line do not
  private static boolean visible(int c) {
    int type = Character.getType(c);
    return type != Character.CONTROL
        && type != Character.SURROGATE
        && (type != Character.FORMAT || c == 0x200d || c == 0x200c);
  }
}
