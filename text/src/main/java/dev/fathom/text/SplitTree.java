package dev.fathom.text;

import java.util.List;

/// A split pattern as it was read. The questions are methods, not switches over the kinds: a
/// pattern switch is linked at run time, which the first answer of a fresh process would wait for.
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

  /// Whether this can match without taking a character.
  boolean mayBeEmpty();

  /// Has `program` take the steps that match this.
  void addTo(Steps program);

  /// Who takes the steps of a tree.
  interface Steps {
    void addOne(CharacterClass set);

    void addChoice(List<SplitTree> ways);

    void addRepeat(Repeat repeat);

    void addAhead(SplitTree body, boolean wanted);

    void addBehind(CharacterClass set, boolean wanted);

    void addAtomic(SplitTree body);

    void addPlace(Edge edge);
  }

  /// One code point of a set.
  record One(CharacterClass set) implements SplitTree {
    @Override
    public boolean mayBeEmpty() {
      return false;
    }

    @Override
    public void addTo(Steps program) {
      program.addOne(set);
    }
  }

  /// All parts, in order.
  record Row(List<SplitTree> parts) implements SplitTree {
    @Override
    public boolean mayBeEmpty() {
      for (SplitTree part : parts) {
        if (!part.mayBeEmpty()) {
          return false;
        }
      }
      return true;
    }

    @Override
    public void addTo(Steps program) {
      for (SplitTree part : parts) {
        part.addTo(program);
      }
    }
  }

  /// The first way that leads to a match.
  record Choice(List<SplitTree> ways) implements SplitTree {
    @Override
    public boolean mayBeEmpty() {
      for (SplitTree way : ways) {
        if (way.mayBeEmpty()) {
          return true;
        }
      }
      return false;
    }

    @Override
    public void addTo(Steps program) {
      program.addChoice(ways);
    }
  }

  /// The body, at least `min` times and at most `max` times.
  record Repeat(SplitTree body, int min, int max, Greed greed) implements SplitTree {
    @Override
    public boolean mayBeEmpty() {
      return min == 0 || body.mayBeEmpty();
    }

    @Override
    public void addTo(Steps program) {
      program.addRepeat(this);
    }
  }

  /// A look at what follows, taking nothing.
  record Ahead(SplitTree body, boolean wanted) implements SplitTree {
    @Override
    public boolean mayBeEmpty() {
      return true;
    }

    @Override
    public void addTo(Steps program) {
      program.addAhead(body, wanted);
    }
  }

  /// A look at the one code point before.
  record Behind(CharacterClass set, boolean wanted) implements SplitTree {
    @Override
    public boolean mayBeEmpty() {
      return true;
    }

    @Override
    public void addTo(Steps program) {
      program.addBehind(set, wanted);
    }
  }

  /// The body's first match, never reconsidered.
  record Atomic(SplitTree body) implements SplitTree {
    @Override
    public boolean mayBeEmpty() {
      return body.mayBeEmpty();
    }

    @Override
    public void addTo(Steps program) {
      program.addAtomic(body);
    }
  }

  /// A place.
  record Place(Edge edge) implements SplitTree {
    @Override
    public boolean mayBeEmpty() {
      return true;
    }

    @Override
    public void addTo(Steps program) {
      program.addPlace(edge);
    }
  }
}
