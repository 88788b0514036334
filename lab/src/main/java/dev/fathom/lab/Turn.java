package dev.fathom.lab;

import java.util.List;

/// Gives one after the other, and begins again.
final class Turn<T> {
  private final List<T> all;
  private int next;

  Turn(List<T> all) {
    this.all = List.copyOf(all);
  }

  T next() {
    T one = all.get(next);
    next = (next + 1) % all.size();
    return one;
  }
}
