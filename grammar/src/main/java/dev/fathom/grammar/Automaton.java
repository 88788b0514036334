package dev.fathom.grammar;

import java.util.List;

/// A grammar as a network of states: one automaton over bytes for each rule, which may call each
/// other. Sound: from each living state a text can be finished, and no rule calls itself before it
/// has taken a byte. Immutable.
///
/// @param start where a text begins
/// @param classes for each byte its class; bytes of one class are taken alike everywhere
/// @param living for each state whether a text can be finished from it
record Automaton(List<State> states, int start, Classes classes, boolean[] living) {
  /// Repetitions are told apart by their counts only below this many rounds from their end; so
  /// masks of tokens that are no longer than this are right for all larger counts.
  static final int COUNTED = 32;

  /// One state.
  sealed interface State {}

  /// Takes a byte of `set`.
  record Take(ByteSet set, boolean mark, int next) implements State {}

  /// Goes on at each of `next` without taking anything.
  record Fork(int[] next) implements State {}

  /// Goes through the rule that begins at `rule`, then on at `next`.
  ///
  /// @param last whether nothing but the end of the calling rule is left at `next`
  record Enter(int rule, int next, boolean last) implements State {}

  /// A place in a repetition: goes on at `next`.
  ///
  /// @param alike a place of the same repetition that behaves alike for the next {@link #COUNTED}
  ///   bytes
  /// @param tight whether one round is a few bytes at most, so that a token may be several
  record Round(int next, int alike, boolean tight) implements State {}

  /// The end of a rule.
  record End() implements State {}

  /// The classes of bytes.
  ///
  /// @param of for each byte its class
  record Classes(byte[] of, int count) {
    int of(int b) {
      return of[b] & 0xFF;
    }
  }

  State state(int index) {
    return states.get(index);
  }
}
