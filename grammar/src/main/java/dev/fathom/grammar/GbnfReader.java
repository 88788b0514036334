package dev.fathom.grammar;

import dev.fathom.grammar.Expression.Call;
import dev.fathom.grammar.Expression.Choice;
import dev.fathom.grammar.Expression.Repeat;
import dev.fathom.grammar.Expression.Rule;
import dev.fathom.grammar.Expression.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads llama.cpp's GBNF (`grammars/README.md` there): rules `name ::= alternatives`, strings,
/// classes, `.`, references, groups, `* + ? {m,n}`, comments. Newlines end a rule, but not inside a
/// group, nor behind `::=` or `|`. References to tokens (`<think>`) are refused.
final class GbnfReader {
  private static final int MAX_DEPTH = 200;

  private final SourceText source;
  private final Map<String, Rule> rules = new LinkedHashMap<>();
  private final Map<String, Integer> wanted = new LinkedHashMap<>();
  private final Map<String, Expression> bodies = new LinkedHashMap<>();
  private int depth;

  private GbnfReader(String text) {
    this.source = new SourceText("grammar", text);
  }

  /// The language of rule `root` in `text`.
  static Expression read(String text) {
    return new GbnfReader(text).root();
  }

  private Expression root() {
    skip(true);
    while (!source.atEnd()) {
      rule();
      skip(true);
    }
    wanted.forEach(
        (name, place) -> {
          if (!bodies.containsKey(name)) {
            source.returnTo(place);
            throw source.bad("speaks of the rule '" + name + "', which is not there");
          }
        });
    if (!bodies.containsKey("root")) {
      throw source.bad("has no rule 'root'");
    }
    return reference("root");
  }

  private void rule() {
    String name = name();
    skip(false);
    source.demand("::=");
    skip(true);
    if (bodies.containsKey(name)) {
      throw source.bad("has the rule '" + name + "' twice");
    }
    Expression body = alternatives(false);
    bodies.put(name, body);
    reference(name).rule().define(body);
    if (!source.atEnd() && !source.isNext("\n") && !source.isNext("\r")) {
      throw source.bad("has " + source.found() + " where the rule '" + name + "' must end");
    }
  }

  private Call reference(String name) {
    return new Call(rules.computeIfAbsent(name, Rule::new));
  }

  private Expression alternatives(boolean nested) {
    List<Expression> options = new ArrayList<>();
    options.add(sequence(nested));
    while (source.take("|")) {
      skip(true);
      options.add(sequence(nested));
    }
    return options.size() == 1 ? options.getFirst() : new Choice(options);
  }

  private Expression sequence(boolean nested) {
    List<Expression> parts = new ArrayList<>();
    while (!source.atEnd() && "|)\r\n".indexOf(source.peek()) < 0) {
      parts.add(quantified(item(), nested));
      skip(nested);
    }
    return parts.size() == 1 ? parts.getFirst() : new Sequence(parts);
  }

  private Expression item() {
    if (source.take("\"")) {
      return string();
    }
    if (source.take("[")) {
      return Spelling.PLAIN.oneOf(inBrackets());
    }
    if (source.take(".")) {
      return Spelling.PLAIN.oneOf(CodePoints.ALL);
    }
    if (source.take("(")) {
      return group();
    }
    if (source.isNext("<") || source.isNext("!<")) {
      throw source.bad("refers to a token ('<...>'), which is not supported; write its text");
    }
    int place = source.place();
    String name = name();
    wanted.putIfAbsent(name, place);
    return reference(name);
  }

  private Expression group() {
    if (++depth > MAX_DEPTH) {
      throw source.bad("has groups more than 200 deep");
    }
    skip(true);
    Expression inside = alternatives(true);
    source.demand(")");
    depth--;
    return inside;
  }

  private Expression string() {
    StringBuilder text = new StringBuilder();
    while (!source.take("\"")) {
      text.appendCodePoint(character());
    }
    return Expression.text(text.toString());
  }

  private CodePoints inBrackets() {
    boolean negated = source.take("^");
    List<CodePoints> sets = new ArrayList<>();
    while (!source.take("]")) {
      int first = character();
      int last = first;
      if (source.isNext("-") && !source.isNext("-]")) {
        source.demand("-");
        last = character();
      }
      if (first > last) {
        throw source.bad("has a range whose end lies before its beginning");
      }
      sets.add(CodePoints.range(first, last));
    }
    CodePoints union = CodePoints.union(sets);
    return negated ? union.complement() : union;
  }

  private int character() {
    if (!source.take("\\")) {
      return source.take();
    }
    int place = source.place();
    int c = source.take();
    int character =
        switch (c) {
          case 't' -> '\t';
          case 'r' -> '\r';
          case 'n' -> '\n';
          case 'x' -> source.hexadecimal(2);
          case 'u' -> source.hexadecimal(4);
          case 'U' -> source.hexadecimal(8);
          case '\\', '"', '[', ']', '-', '^' -> c;
          default -> -1;
        };
    boolean surrogate = character >= 0xD800 && character <= 0xDFFF;
    if (character < 0 || character > CodePoints.LAST || surrogate) {
      source.returnTo(place);
      throw source.bad("has an escape '\\" + Character.toString(c) + "' that is no character");
    }
    return character;
  }

  // a quantifier may follow at once or, as llama.cpp takes it, after blanks
  private Expression quantified(Expression item, boolean nested) {
    skip(nested);
    Expression result = item;
    int count = 0;
    while (!source.atEnd() && "*+?{".indexOf(source.peek()) >= 0) {
      if (++count > MAX_DEPTH) {
        throw source.bad("repeats a repetition more than 200 times");
      }
      result = repeat(result);
      skip(nested);
    }
    return result;
  }

  private Expression repeat(Expression item) {
    if (source.take("*")) {
      return new Repeat(item, 0, Expression.UNBOUNDED);
    }
    if (source.take("+")) {
      return new Repeat(item, 1, Expression.UNBOUNDED);
    }
    if (source.take("?")) {
      return new Repeat(item, 0, 1);
    }
    source.demand("{");
    skip(false);
    int min = source.isNext(",") ? 0 : source.decimal();
    skip(false);
    int max = min;
    if (source.take(",")) {
      skip(false);
      max = source.isDigit() ? source.decimal() : Expression.UNBOUNDED;
      skip(false);
    }
    source.demand("}");
    if (min > max) {
      throw source.bad("repeats at least " + min + " and at most " + max + " times");
    }
    return new Repeat(item, min, max);
  }

  private String name() {
    int place = source.place();
    while (source.isNext("-") || UnicodeSets.WORD.contains(source.peek())) {
      source.take();
    }
    if (place == source.place()) {
      throw source.bad("has " + source.found() + " where a name must come");
    }
    return source.since(place);
  }

  private void skip(boolean newlines) {
    while (!source.atEnd()) {
      int c = source.peek();
      if (c == '#') {
        while (!source.atEnd() && "\r\n".indexOf(source.peek()) < 0) {
          source.take();
        }
      } else if (c == ' ' || c == '\t' || (newlines && (c == '\n' || c == '\r'))) {
        source.take();
      } else {
        return;
      }
    }
  }
}
