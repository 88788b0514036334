package dev.fathom.grammar;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What every notation is read into: a language over bytes. Immutable, apart from {@link Rule}s
/// that still wait for their body.
sealed interface Expression {
  /// The `max` of a {@link Repeat} without end.
  int UNBOUNDED = Integer.MAX_VALUE;

  /// One byte of `set`.
  ///
  /// @param mark whether the byte belongs to a mark, which special tokens may spell
  record Bytes(ByteSet set, boolean mark) implements Expression {}

  /// One after the other; of nothing, the empty text.
  record Sequence(List<Expression> parts) implements Expression {}

  /// One of these; of nothing, no text at all.
  record Choice(List<Expression> options) implements Expression {}

  /// `part`, `min` to `max` times.
  record Repeat(Expression part, int min, int max) implements Expression {}

  /// What `rule` says.
  record Call(Rule rule) implements Expression {}

  /// An expression with a name, which may speak of itself.
  final class Rule {
    private final String name;
    private @Nullable Expression body;

    Rule(String name) {
      this.name = name;
    }

    String name() {
      return name;
    }

    Expression body() {
      if (body == null) {
        throw new IllegalStateException("rule " + name + " has no body yet");
      }
      return body;
    }

    Rule define(Expression expression) {
      body = expression;
      return this;
    }
  }

  /// The empty text.
  static Expression empty() {
    return new Sequence(List.of());
  }

  /// No text at all.
  static Expression never() {
    return new Choice(List.of());
  }

  static Expression bytes(ByteSet set) {
    return new Bytes(set, false);
  }

  /// Exactly `text`.
  static Expression text(String text) {
    return text(text, false);
  }

  /// Exactly `text`, which special tokens may spell.
  static Expression mark(String text) {
    return text(text, true);
  }

  static Expression sequence(Expression... parts) {
    return new Sequence(List.of(parts));
  }

  static Expression choice(Expression... options) {
    return new Choice(List.of(options));
  }

  static Expression optional(Expression part) {
    return new Repeat(part, 0, 1);
  }

  static Expression star(Expression part) {
    return new Repeat(part, 0, UNBOUNDED);
  }

  /// A call of a new rule of that body.
  static Expression rule(String name, Expression body) {
    return new Call(new Rule(name).define(body));
  }

  private static Expression text(String text, boolean mark) {
    List<Expression> parts = new ArrayList<>();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      parts.add(new Bytes(ByteSet.of(b & 0xFF), mark));
    }
    return new Sequence(parts);
  }
}
