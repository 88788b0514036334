package dev.fathom.engine;

import dev.fathom.grammar.Grammar;
import dev.fathom.grammar.GrammarMatcher;
import java.util.OptionalInt;

/// A grammar at work on one sequence. Confined to the engine's loop.
///
/// The grammar begins where the text of the answer begins for its reader: at the first token, or,
/// behind a thought, after the newlines that models write there (up to four tokens of newlines,
/// unless the grammar itself wants them). A model that opens its thought by itself may do so as its
/// first token. In the thought everything may be said but the end of the turn. A mark spelt by
/// several tokens closes a thought too; what its last token says behind it is not matched.
final class Constraint {
  private static final int FREE_NEWLINES = 4;

  private final Lexicon lexicon;
  private final GrammarMatcher matcher;
  private final OptionalInt opening;
  private final long[] newlineTokens;
  private final long[] mask;
  private boolean silent = true;
  private boolean begun;
  private int newlines;

  /// @param prompt what comes before
  Constraint(Lexicon lexicon, Grammar grammar, int[] prompt) {
    this.lexicon = lexicon;
    matcher = lexicon.matcher(grammar);
    opening = lexicon.opening(prompt);
    newlineTokens = lexicon.newlines();
    mask = new long[newlineTokens.length];
  }

  /// The ids that may come next, as bits; not to be changed.
  long[] allowed(ThoughtWatch thought) {
    if (thought.open()) {
      return lexicon.unending();
    }
    long[] allowed = matcher.allowed();
    boolean mayOpen = silent && opening.isPresent();
    boolean maySpace = thought.closed() && newlines < FREE_NEWLINES;
    if (begun || !(mayOpen || maySpace)) {
      return allowed;
    }
    System.arraycopy(allowed, 0, mask, 0, Math.min(allowed.length, mask.length));
    if (mayOpen) {
      mask[opening.getAsInt() / Long.SIZE] |= 1L << opening.getAsInt();
    }
    if (maySpace) {
      add(newlineTokens);
    }
    return mask;
  }

  /// Takes note of the next token; the thought has not yet seen it.
  void take(int id, ThoughtWatch thought) {
    boolean first = silent;
    silent = false;
    if (thought.open()) {
      return;
    }
    if (first && opening.isPresent() && opening.getAsInt() == id) {
      return;
    }
    if (matcher.accept(id)) {
      begun = true;
    } else if (!begun && thought.closed() && lexicon.isNewlines(id)) {
      newlines++;
    } else {
      throw new IllegalStateException("token " + id + " was drawn against the grammar");
    }
  }

  /// Whether nothing but the end can follow.
  boolean finished() {
    return begun && matcher.finished();
  }

  private void add(long[] bits) {
    for (int i = 0; i < mask.length; i++) {
      mask[i] |= bits[i];
    }
  }
}
