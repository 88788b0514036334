package dev.fathom.grammar;

import java.util.ArrayList;
import java.util.List;

/// Reads what stands for one character in a regular expression: itself, an escape, a class, a dot.
final class RegexClasses {
  private final SourceText source;

  RegexClasses(SourceText source) {
    this.source = source;
  }

  /// The characters that the next item of the pattern stands for.
  CodePoints next() {
    if (source.take("[")) {
      return inBrackets();
    }
    if (source.take(".")) {
      return UnicodeSets.LINE_ENDS.complement();
    }
    return source.isNext("\\") ? escape(false) : CodePoints.of(source.take());
  }

  private CodePoints inBrackets() {
    boolean negated = source.take("^");
    List<CodePoints> sets = new ArrayList<>();
    while (!source.take("]")) {
      CodePoints first = item();
      boolean range = source.isNext("-") && !source.isNext("-]");
      sets.add(range ? range(first) : first);
    }
    CodePoints union = CodePoints.union(sets);
    return negated ? union.complement() : union;
  }

  private CodePoints range(CodePoints first) {
    source.demand("-");
    CodePoints last = item();
    int from = single(first);
    int to = single(last);
    if (from > to) {
      throw source.bad("has a range whose end lies before its beginning");
    }
    return CodePoints.range(from, to);
  }

  private int single(CodePoints set) {
    if (set.ranges().size() != 1
        || set.ranges().getFirst().first() != set.ranges().getFirst().last()) {
      throw source.bad("has a range between more than two characters");
    }
    return set.ranges().getFirst().first();
  }

  private CodePoints item() {
    return source.isNext("\\") ? escape(true) : CodePoints.of(source.take());
  }

  private CodePoints escape(boolean inBrackets) {
    source.demand("\\");
    int place = source.place();
    int c = source.take();
    return switch (c) {
      case 'd' -> UnicodeSets.DIGITS;
      case 'D' -> UnicodeSets.DIGITS.complement();
      case 'w' -> UnicodeSets.WORD;
      case 'W' -> UnicodeSets.WORD.complement();
      case 's' -> UnicodeSets.SPACE;
      case 'S' -> UnicodeSets.SPACE.complement();
      case 'p' -> property();
      case 'P' -> property().complement();
      case 'b', 'B', 'k', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> {
        if (c == 'b' && inBrackets) {
          yield CodePoints.of('\b');
        }
        source.returnTo(place);
        String what = c == 'b' || c == 'B' ? "a word boundary" : "a back-reference";
        throw source.bad("has " + what + " ('\\" + (char) c + "'), which is not supported");
      }
      default -> CodePoints.of(character(c, place));
    };
  }

  private int character(int c, int place) {
    return switch (c) {
      case 't' -> '\t';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 'f' -> '\f';
      case 'v' -> 0x0B;
      case '0' -> 0;
      case 'c' -> source.take() & 0x1F;
      case 'x' -> source.hexadecimal(2);
      case 'u' -> unicode();
      default -> {
        if (UnicodeSets.WORD.contains(c) && c != '_') {
          source.returnTo(place);
          throw source.bad("has '\\" + Character.toString(c) + "', which is not supported");
        }
        yield c;
      }
    };
  }

  private int unicode() {
    if (source.take("{")) {
      int value = 0;
      while (!source.take("}")) {
        value = 16 * value + source.hexadecimal(1);
        if (value > CodePoints.LAST) {
          throw source.bad("has a character above U+10FFFF");
        }
      }
      return notSurrogate(value);
    }
    int value = source.hexadecimal(4);
    if (Character.isHighSurrogate((char) value) && source.take("\\u")) {
      int low = source.hexadecimal(4);
      if (Character.isLowSurrogate((char) low)) {
        return Character.toCodePoint((char) value, (char) low);
      }
    }
    return notSurrogate(value);
  }

  private int notSurrogate(int value) {
    if (value >= 0xD800 && value <= 0xDFFF) {
      throw source.bad("has half a surrogate pair");
    }
    return value;
  }

  private CodePoints property() {
    source.demand("{");
    int place = source.place();
    while (!source.isNext("}")) {
      source.take();
    }
    String name = source.since(place);
    CodePoints found =
        UnicodeSets.named(name)
            .orElseThrow(
                () -> source.bad("has the property '\\p{" + name + "}', which is not supported"));
    source.demand("}");
    return found;
  }
}
