package dev.fathom.text;

import java.util.Locale;
import java.util.function.IntPredicate;

/// Reads what stands for one character in a split pattern: a letter, an escape, a property, a
/// bracketed class.
final class SplitClassReader {
  private static final int DEEPEST = 16;

  private final SplitSource source;

  SplitClassReader(SplitSource source) {
    this.source = source;
  }

  /// The class that comes next in the source, which must not be at its end.
  CharacterClass one(boolean anyCase) {
    if (source.take(".")) {
      return new CharacterClass.Drawing().range('\n', '\n').done(true, false);
    }
    if (source.take("[")) {
      return bracket(anyCase, 0);
    }
    CharacterClass.Drawing drawing = new CharacterClass.Drawing();
    if (property(drawing)) {
      return drawing.done(false, anyCase);
    }
    return CharacterClass.of(literal(), anyCase);
  }

  private CharacterClass bracket(boolean anyCase, int depth) {
    if (depth > DEEPEST) {
      throw source.bad("classes more than " + DEEPEST + " deep");
    }
    boolean negated = source.take("^");
    CharacterClass.Drawing drawing = new CharacterClass.Drawing();
    boolean first = true;
    while (!source.atEnd() && (first || !source.ahead("]"))) {
      item(drawing, anyCase, depth);
      first = false;
    }
    if (!source.take("]")) {
      throw source.bad("a class without its ']'");
    }
    return drawing.done(negated, anyCase);
  }

  private void item(CharacterClass.Drawing drawing, boolean anyCase, int depth) {
    if (source.ahead("[:") || source.ahead("&&")) {
      throw source.bad("'" + source.shown(2) + "' in a class");
    }
    if (source.take("[")) {
      drawing.also(bracket(anyCase, depth + 1));
      return;
    }
    if (property(drawing)) {
      return;
    }
    int from = literal();
    if (source.ahead("-]") || !source.take("-")) {
      drawing.range(from, from);
      return;
    }
    int last = source.atEnd() ? -1 : literal();
    if (last < from) {
      throw source.bad("a range that runs backwards");
    }
    drawing.range(from, last);
  }

  /// Adds the property that comes next as an escape; false, and nothing taken, if none does.
  private boolean property(CharacterClass.Drawing drawing) {
    if (!source.ahead("\\")) {
      return false;
    }
    boolean small = source.take("\\p");
    if (small || source.take("\\P")) {
      drawing.also(named(!small));
      return true;
    }
    char letter = source.peek(1);
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
    source.take();
    source.take();
    drawing.also(Character.isUpperCase(letter) ? set.negate() : set);
    return true;
  }

  private IntPredicate named(boolean negated) {
    String name = source.take("{") ? source.takeUntil("}") : null;
    if (name == null) {
      throw source.bad("a property that is not \\p{Name}");
    }
    boolean twice = name.startsWith("^");
    IntPredicate property = UnicodeProperty.named(twice ? name.substring(1) : name);
    if (property == null) {
      throw source.bad("the property '" + name + "'");
    }
    return negated != twice ? property.negate() : property;
  }

  private int literal() {
    int c = source.take();
    return c == '\\' ? escaped() : c;
  }

  private int escaped() {
    if (source.atEnd()) {
      throw source.bad("a '\\' at its end");
    }
    int c = source.take();
    return switch (c) {
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'f' -> '\f';
      case 'v' -> 0x0B;
      case 'a' -> 0x07;
      case 'e' -> 0x1B;
      case 'u' -> hexadecimal(4);
      case 'x' -> source.take("{") ? braced() : hexadecimal(2);
      default -> {
        if (Character.isLetterOrDigit(c)) {
          throw source.bad("the escape '\\" + Character.toString(c) + "'");
        }
        yield c;
      }
    };
  }

  private int braced() {
    int digits = 0;
    while (digits < 7 && Character.digit(source.peek(digits), 16) >= 0) {
      digits++;
    }
    if (digits < 1 || digits > 6 || source.peek(digits) != '}') {
      throw source.bad("a \\x{...} of not 1 to 6 digits");
    }
    int c = hexadecimal(digits);
    source.take();
    return c;
  }

  private int hexadecimal(int digits) {
    int c = 0;
    for (int i = 0; i < digits; i++) {
      int digit = source.atEnd() ? -1 : Character.digit(source.take(), 16);
      c = digit < 0 ? -1 : 16 * c + digit;
      if (c < 0 || c > Character.MAX_CODE_POINT) {
        throw source.bad(String.format(Locale.ROOT, "an escape that is not %d hex digits", digits));
      }
    }
    return c;
  }
}
