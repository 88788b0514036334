package dev.fathom.text;

import java.util.Locale;
import java.util.function.IntPredicate;

/// Reads what stands for one character in a split pattern: a letter, an escape, a property, a
/// bracketed class.
final class SplitClassReader {
  private static final int DEEPEST = 16;

  private final String source;
  private final SplitPatternReader.Cursor at;

  SplitClassReader(String source, SplitPatternReader.Cursor at) {
    this.source = source;
    this.at = at;
  }

  /// The class at the cursor, which then stands behind it.
  CharacterClass one(boolean anyCase) {
    char c = source.charAt(at.place);
    if (c == '.') {
      at.place++;
      return new CharacterClass.Drawing().range('\n', '\n').done(true, false);
    }
    if (c == '[') {
      return bracket(anyCase, 0);
    }
    CharacterClass.Drawing drawing = new CharacterClass.Drawing();
    if (c == '\\' && property(drawing)) {
      return drawing.done(false, anyCase);
    }
    return CharacterClass.of(literal(), anyCase);
  }

  private CharacterClass bracket(boolean anyCase, int depth) {
    if (depth > DEEPEST) {
      throw bad("classes more than " + DEEPEST + " deep");
    }
    at.place++;
    boolean negated = at.place < source.length() && source.charAt(at.place) == '^';
    at.place += negated ? 1 : 0;
    CharacterClass.Drawing drawing = new CharacterClass.Drawing();
    int first = at.place;
    while (at.place < source.length() && (source.charAt(at.place) != ']' || at.place == first)) {
      item(drawing, anyCase, depth);
    }
    if (at.place >= source.length()) {
      throw bad("a class without its ']'");
    }
    at.place++;
    return drawing.done(negated, anyCase);
  }

  private void item(CharacterClass.Drawing drawing, boolean anyCase, int depth) {
    if (source.startsWith("[:", at.place) || source.startsWith("&&", at.place)) {
      throw bad("'" + source.substring(at.place, at.place + 2) + "' in a class");
    }
    if (source.charAt(at.place) == '[') {
      drawing.also(bracket(anyCase, depth + 1));
      return;
    }
    if (source.charAt(at.place) == '\\' && property(drawing)) {
      return;
    }
    int from = literal();
    boolean range = source.startsWith("-", at.place) && !source.startsWith("-]", at.place);
    if (!range) {
      drawing.range(from, from);
      return;
    }
    at.place++;
    int last = at.place < source.length() ? literal() : -1;
    if (last < from) {
      throw bad("a range that runs backwards");
    }
    drawing.range(from, last);
  }

  /// Adds the property that the escape at the cursor stands for; false if it stands for a letter.
  private boolean property(CharacterClass.Drawing drawing) {
    char letter = at.place + 1 < source.length() ? source.charAt(at.place + 1) : ' ';
    if (letter == 'p' || letter == 'P') {
      at.place += 2;
      drawing.also(named(letter == 'P'));
      return true;
    }
    IntPredicate set =
        switch (Character.toLowerCase(letter)) {
          case 's' -> UnicodeProperty.SPACE;
          case 'd' -> UnicodeProperty.DIGIT;
          case 'w' -> UnicodeProperty.word();
          default -> null;
        };
    if (set == null) {
      return false;
    }
    at.place += 2;
    drawing.also(Character.isUpperCase(letter) ? set.negate() : set);
    return true;
  }

  private IntPredicate named(boolean negated) {
    int close = source.indexOf('}', at.place);
    if (!source.startsWith("{", at.place) || close < 0) {
      throw bad("a property that is not \\p{Name}");
    }
    String name = source.substring(at.place + 1, close);
    boolean twice = name.startsWith("^");
    IntPredicate property = UnicodeProperty.named(twice ? name.substring(1) : name);
    if (property == null) {
      throw bad("the property '" + name + "'");
    }
    at.place = close + 1;
    return negated != twice ? property.negate() : property;
  }

  private int literal() {
    int c = source.codePointAt(at.place);
    at.place += Character.charCount(c);
    return c == '\\' ? escaped() : c;
  }

  private int escaped() {
    if (at.place >= source.length()) {
      throw bad("a '\\' at its end");
    }
    int c = source.codePointAt(at.place);
    at.place += Character.charCount(c);
    return switch (c) {
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'f' -> '\f';
      case 'v' -> 0x0B;
      case 'a' -> 0x07;
      case 'e' -> 0x1B;
      case 'u' -> hexadecimal(4);
      case 'x' -> source.startsWith("{", at.place) ? braced() : hexadecimal(2);
      default -> {
        if (Character.isLetterOrDigit(c)) {
          throw bad("the escape '\\" + Character.toString(c) + "'");
        }
        yield c;
      }
    };
  }

  private int braced() {
    int close = source.indexOf('}', at.place);
    int digits = close - at.place - 1;
    if (digits < 1 || digits > 6) {
      throw bad("a \\x{...} of not 1 to 6 digits");
    }
    at.place++;
    int c = hexadecimal(digits);
    at.place++;
    return c;
  }

  private int hexadecimal(int digits) {
    int c = 0;
    for (int i = 0; i < digits; i++) {
      int digit = at.place < source.length() ? Character.digit(source.charAt(at.place++), 16) : -1;
      c = digit < 0 ? -1 : 16 * c + digit;
      if (c < 0 || c > Character.MAX_CODE_POINT) {
        throw bad(String.format(Locale.ROOT, "an escape that is not %d hex digits", digits));
      }
    }
    return c;
  }

  private TokenizerException bad(String what) {
    return SplitPatternReader.refusal(source, at.place, what);
  }
}
