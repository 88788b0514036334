package dev.fathom.grammar;

import dev.fathom.grammar.Expression.Choice;
import dev.fathom.grammar.Expression.Repeat;
import dev.fathom.grammar.Expression.Sequence;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A language over UTF-8 texts that an answer must belong to. Immutable and safe for many threads;
/// made once, matched by many {@link GrammarMatcher}s, which share the masks that they find:
/// whoever serves the same source again should keep the grammar.
///
/// Every maker throws {@link GrammarException} with one line for people where its source is no
/// grammar, is not supported (the keyword is named, with its path in the schema), or is larger than
/// the limits.
public final class Grammar {
  private final Expression expression;
  private final Automaton automaton;
  private final Positions positions;
  private final Map<GrammarVocabulary, Masks> masks = new HashMap<>();

  private Grammar(Expression expression) {
    this.expression = expression;
    this.automaton = AutomatonBuilder.build(expression);
    this.positions = new Positions(automaton);
  }

  /// Any JSON object, as OpenAI's `json_object` mode asks.
  public static Grammar jsonObject() {
    return new Grammar(new JsonSyntax().object);
  }

  /// The JSON values that `schema` (a JSON text) describes.
  ///
  /// Texts may be laid out on one line, with at most one blank between tokens, or with newlines and
  /// indents. What is served is narrower than the schema where a model gains by it: properties come
  /// in the schema's order, and an object has properties that the schema does not name only where
  /// `additionalProperties` says so, or where it names none.
  public static Grammar jsonSchema(String schema) {
    return new Grammar(SchemaReader.read(schema));
  }

  /// The texts that the regular expression matches from end to end.
  ///
  /// @param pattern as in ECMAScript; what is not regular (look-arounds, back-references) is
  ///   refused
  public static Grammar regex(String pattern) {
    return new Grammar(RegexReader.matched(pattern, Spelling.PLAIN));
  }

  /// The texts of a grammar in llama.cpp's GBNF, from its rule `root`.
  public static Grammar gbnf(String source) {
    return new Grammar(GbnfReader.read(source));
  }

  /// Exactly `text`. Special tokens may spell it.
  public static Grammar literal(String text) {
    return new Grammar(Expression.mark(text));
  }

  /// One after the other.
  public static Grammar sequence(List<Grammar> parts) {
    return new Grammar(new Sequence(parts.stream().map(Grammar::part).toList()));
  }

  /// One of these.
  public static Grammar choice(List<Grammar> options) {
    return new Grammar(new Choice(options.stream().map(Grammar::part).toList()));
  }

  /// `part` one to `max` times, with `separator` between. Special tokens may spell the separator.
  public static Grammar repeat(Grammar part, String separator, int max) {
    if (max < 1) {
      throw new GrammarException("a part must be repeated at least once, not " + max + " times");
    }
    Expression once = part.part();
    Expression further = Expression.sequence(Expression.mark(separator), once);
    return new Grammar(Expression.sequence(once, new Repeat(further, 0, max - 1)));
  }

  /// Free text in which, from each place where a key of `triggers` has been said, that key's
  /// grammar must follow; behind it the text is free again. It may end only where it is free.
  /// Special tokens may spell the keys. No key may contain another.
  public static Grammar triggered(Map<String, Grammar> triggers) {
    Map<String, Expression> parts = new LinkedHashMap<>();
    triggers.forEach((key, grammar) -> parts.put(key, grammar.part()));
    return new Grammar(TriggeredText.of(parts));
  }

  /// Where texts stand in this grammar.
  Positions positions() {
    return positions;
  }

  /// The masks over `vocabulary`, the same for all who ask.
  Masks masks(GrammarVocabulary vocabulary) {
    synchronized (masks) {
      return masks.computeIfAbsent(vocabulary, v -> new Masks(automaton, positions, v));
    }
  }

  private Expression part() {
    return Expression.rule("part", expression);
  }
}
