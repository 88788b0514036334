package dev.fathom.grammar;

import dev.fathom.grammar.Expression.Choice;
import dev.fathom.grammar.Expression.Repeat;
import dev.fathom.grammar.Expression.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Reads a regular expression in the notation of ECMAScript, as far as it is regular: alternatives,
/// groups, quantifiers (a lazy one says the same), classes, escapes, and anchors at the ends.
final class RegexReader {
  private static final int MAX_DEPTH = 200;

  private static final Map<String, String> REFUSED_GROUPS =
      Map.of(
          "(?=", "a look-ahead",
          "(?!", "a look-ahead",
          "(?<=", "a look-behind",
          "(?<!", "a look-behind");

  private final SourceText source;
  private final Spelling spelling;
  private final RegexClasses classes;
  private int depth;

  private RegexReader(String pattern, Spelling spelling) {
    this.source = new SourceText("regular expression", pattern);
    this.spelling = spelling;
    this.classes = new RegexClasses(source);
  }

  /// The texts that `pattern` matches from end to end.
  static Expression matched(String pattern, Spelling spelling) {
    return new RegexReader(pattern, spelling).whole(Expression.empty());
  }

  /// The texts in which `pattern` matches somewhere.
  static Expression searched(String pattern, Spelling spelling) {
    Expression any = Expression.star(spelling.oneOf(CodePoints.ALL));
    return new RegexReader(pattern, spelling).whole(any);
  }

  /// @param around what may come before and behind an alternative without an anchor
  private Expression whole(Expression around) {
    List<Expression> options = new ArrayList<>();
    do {
      Expression before = source.take("^") ? Expression.empty() : around;
      Expression body = sequence();
      int place = source.place();
      Expression behind = source.take("$") ? Expression.empty() : around;
      if (source.place() > place && !source.atEnd() && !source.isNext("|")) {
        source.returnTo(place);
        throw unexpected();
      }
      options.add(Expression.sequence(before, body, behind));
    } while (source.take("|"));
    if (!source.atEnd()) {
      throw unexpected();
    }
    return choice(options);
  }

  private Expression alternatives() {
    List<Expression> options = new ArrayList<>();
    do {
      options.add(sequence());
    } while (source.take("|"));
    return choice(options);
  }

  private Expression sequence() {
    List<Expression> parts = new ArrayList<>();
    while (!source.atEnd() && "|)$".indexOf(source.peek()) < 0) {
      parts.add(quantified(atom()));
    }
    return parts.size() == 1 ? parts.getFirst() : new Sequence(parts);
  }

  private Expression atom() {
    int c = source.peek();
    return switch (c) {
      case '(' -> group();
      case '^', '*', '+', '?', '{' -> throw unexpected();
      default -> spelling.oneOf(classes.next());
    };
  }

  private Expression group() {
    REFUSED_GROUPS.forEach(
        (beginning, name) -> {
          if (source.isNext(beginning)) {
            throw source.bad("has " + name + " ('" + beginning + "'), which is not supported");
          }
        });
    source.take();
    if (source.take("?") && !source.take(":")) {
      groupName();
    }
    if (++depth > MAX_DEPTH) {
      throw source.bad("has groups more than 200 deep");
    }
    Expression inside = alternatives();
    depth--;
    if (!source.isNext(")")) {
      throw unexpected();
    }
    source.demand(")");
    return inside;
  }

  private void groupName() {
    if (!source.take("<")) {
      throw source.bad("has a group '(?" + found() + "', which is not supported");
    }
    while (!source.take(">")) {
      if (!UnicodeSets.WORD.contains(source.take())) {
        throw source.bad("has a group whose name is not of letters and digits");
      }
    }
  }

  private Expression quantified(Expression atom) {
    int min;
    int max;
    if (source.take("*")) {
      min = 0;
      max = Expression.UNBOUNDED;
    } else if (source.take("+")) {
      min = 1;
      max = Expression.UNBOUNDED;
    } else if (source.take("?")) {
      min = 0;
      max = 1;
    } else if (source.take("{")) {
      min = source.decimal();
      max = !source.take(",") ? min : source.isDigit() ? source.decimal() : Expression.UNBOUNDED;
      source.demand("}");
    } else {
      return atom;
    }
    source.take("?");
    if (min > max) {
      throw source.bad("repeats at least " + min + " and at most " + max + " times");
    }
    return new Repeat(atom, min, max);
  }

  private GrammarException unexpected() {
    return switch (source.peek()) {
      case -1 -> source.bad("ends inside a group");
      case '^', '$' ->
          source.bad("has the anchor " + source.found() + " elsewhere than at the pattern's ends");
      case ')' -> source.bad("has a ')' without its '('");
      default -> source.bad("has " + source.found() + " where there is nothing to repeat");
    };
  }

  private String found() {
    return source.atEnd() ? "" : Character.toString(source.peek());
  }

  private static Expression choice(List<Expression> options) {
    return options.size() == 1 ? options.getFirst() : new Choice(options);
  }
}
