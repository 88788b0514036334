package dev.fathom.text;

import java.util.List;

/// A split pattern as it was read.
sealed interface SplitTree {
  /// Stands for no upper bound in {@link Repeat}.
  int ENDLESS = Integer.MAX_VALUE;

  /// Which number of repetitions is tried first, and whether others are tried at all.
  enum Greed {
    GREEDY,
    LAZY,
    POSSESSIVE
  }

  /// Places between characters.
  enum Edge {
    LINE_START,
    LINE_END,
    TEXT_START,
    TEXT_END
  }

  /// One code point of a set.
  record One(CharacterClass set) implements SplitTree {}

  /// All parts, in order.
  record Row(List<SplitTree> parts) implements SplitTree {}

  /// The first way that leads to a match.
  record Choice(List<SplitTree> ways) implements SplitTree {}

  /// The body, at least `min` times and at most `max` times.
  record Repeat(SplitTree body, int min, int max, Greed greed) implements SplitTree {}

  /// A look at what follows, taking nothing.
  record Ahead(SplitTree body, boolean wanted) implements SplitTree {}

  /// A look at the one code point before.
  record Behind(CharacterClass set, boolean wanted) implements SplitTree {}

  /// The body's first match, never reconsidered.
  record Atomic(SplitTree body) implements SplitTree {}

  /// A place.
  record Place(Edge edge) implements SplitTree {}

  /// Whether this can match without taking a character.
  default boolean mayBeEmpty() {
    return switch (this) {
      case One _ -> false;
      case Row row -> row.parts.stream().allMatch(SplitTree::mayBeEmpty);
      case Choice choice -> choice.ways.stream().anyMatch(SplitTree::mayBeEmpty);
      case Repeat repeat -> repeat.min == 0 || repeat.body.mayBeEmpty();
      case Atomic atomic -> atomic.body.mayBeEmpty();
      case Ahead _, Behind _, Place _ -> true;
    };
  }
}
