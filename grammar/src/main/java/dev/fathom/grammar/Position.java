package dev.fathom.grammar;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// All readings of a text up to one point: the places at which a byte may be taken next, and
/// whether the text may end. {@link Positions} makes them and knows their successors; each of its
/// positions is there once, so they are equal only to themselves.
final class Position {
  /// Where no text can get to.
  static final Position NOWHERE = new Position(Set.of(), false, new Costs(0, 0));

  /// What a position takes.
  ///
  /// @param classes of bytes, each of which may lead on
  /// @param work to find it, in places looked at
  record Costs(int classes, int work) {}

  final Set<Place> places;
  final boolean complete;
  final int work;

  // by class of bytes; filled in by any thread, all of which find the same
  final @Nullable Position[] next;

  Position(Set<Place> places, boolean complete, Costs costs) {
    this.places = places;
    this.complete = complete;
    this.work = costs.work;
    this.next = new Position[costs.classes];
  }
}
