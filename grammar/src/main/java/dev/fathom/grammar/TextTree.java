package dev.fathom.grammar;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/// Many texts at once, as a tree of their beginnings: the automaton is at one place of it, however
/// many they are.
final class TextTree {
  private final Spelling spelling;
  private final int[][] texts;

  TextTree(Collection<String> texts, Spelling spelling) {
    this.spelling = spelling;
    this.texts =
        texts.stream()
            .distinct()
            .map(text -> text.codePoints().toArray())
            .sorted(Arrays::compare)
            .toArray(int[][]::new);
  }

  /// One of the texts.
  Expression oneOf() {
    return texts.length == 0 ? Expression.never() : branch(0, texts.length, 0);
  }

  /// Any text but these; other characters are spelt the one way of `spelling`.
  Expression noneOf() {
    Expression any = Expression.star(spelling.oneOf(CodePoints.ALL));
    Expression free = Expression.rule("any text", any);
    return texts.length == 0 ? free : without(0, texts.length, 0, free);
  }

  /// What follows the first `at` characters of the texts from `from` to `to`, which share them.
  private Expression branch(int from, int to, int at) {
    int shared = Arrays.mismatch(texts[from], texts[to - 1]);
    int fork = shared < 0 ? texts[from].length : shared;
    List<Expression> options = new ArrayList<>();
    int next = from;
    if (texts[from].length == fork) {
      options.add(Expression.empty());
      next++;
    }
    while (next < to) {
      int end = sameCharacter(next, to, fork);
      options.add(branch(next, end, fork));
      next = end;
    }
    Expression prefix = spelling.text(new String(texts[from], at, fork - at));
    if (options.size() == 1) {
      return prefix;
    }
    return Expression.sequence(prefix, Expression.rule("texts", new Expression.Choice(options)));
  }

  /// What may follow the first `at` characters of these texts, and become none of them.
  private Expression without(int from, int to, int at, Expression free) {
    List<Expression> options = new ArrayList<>();
    List<CodePoints> taken = new ArrayList<>();
    boolean word = texts[from].length == at;
    int next = word ? from + 1 : from;
    while (next < to) {
      int end = sameCharacter(next, to, at);
      CodePoints character = CodePoints.of(texts[next][at]);
      taken.add(character);
      Expression rest = without(next, end, at + 1, free);
      options.add(Expression.sequence(spelling.oneOf(character), rest));
      next = end;
    }
    CodePoints others = CodePoints.union(taken).complement();
    options.add(Expression.sequence(spelling.oneOf(others), free));
    if (!word) {
      options.add(Expression.empty());
    }
    return Expression.rule("other texts", new Expression.Choice(options));
  }

  private int sameCharacter(int from, int to, int at) {
    int end = from + 1;
    while (end < to && texts[end][at] == texts[from][at]) {
      end++;
    }
    return end;
  }
}
