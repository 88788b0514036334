package dev.fathom.grammar;

/// One text on its way through a grammar, token by token. Not for several threads.
///
/// A grammar that is wildly ambiguous may turn out so only on the way: then {@link #allowed} and
/// {@link #accept} throw {@link GrammarException} instead of computing for seconds.
public final class GrammarMatcher {
  private final GrammarVocabulary vocabulary;
  private final Positions positions;
  private final Masks masks;
  private final long[] mask;
  private Position position;
  private boolean fresh;
  private boolean ended;

  /// At the beginning of `grammar`.
  public GrammarMatcher(Grammar grammar, GrammarVocabulary vocabulary) {
    this.vocabulary = vocabulary;
    this.positions = grammar.positions();
    this.masks = grammar.masks(vocabulary);
    this.mask = new long[(vocabulary.size() + 63) / 64];
    this.position = positions.start();
  }

  private GrammarMatcher(GrammarMatcher other) {
    this.vocabulary = other.vocabulary;
    this.positions = other.positions;
    this.masks = other.masks;
    this.mask = other.mask.clone();
    this.position = other.position;
    this.fresh = other.fresh;
    this.ended = other.ended;
  }

  /// The ids that may come next, as bits: id `i` is bit `i % 64` of word `i / 64`. Never empty
  /// before an end token was taken. Valid until the next {@link #accept}.
  ///
  /// Where the vocabulary has no token that the grammar could go on with, the end tokens are
  /// allowed, although the text is not {@link #complete}.
  public long[] allowed() {
    if (!fresh) {
      (ended ? new TokenSet.Few(new int[0]) : masks.at(position)).copyTo(mask);
      fresh = true;
    }
    return mask;
  }

  /// Takes the next token, an end token too; returns whether it was allowed. What was not allowed
  /// changes nothing.
  public boolean accept(int id) {
    if (id < 0 || id >= vocabulary.size() || ended) {
      return false;
    }
    return vocabulary.isEnd(id) ? acceptEnd(id) : acceptText(id);
  }

  /// Whether the text may end here.
  public boolean complete() {
    return position.complete;
  }

  /// Whether nothing but the end can follow.
  public boolean finished() {
    return ended || position.places.isEmpty();
  }

  /// A copy that goes its own way.
  public GrammarMatcher copy() {
    return new GrammarMatcher(this);
  }

  private boolean acceptEnd(int id) {
    if (!position.complete && (allowed()[id >> 6] >>> id & 1) == 0) {
      return false;
    }
    ended = true;
    fresh = false;
    return true;
  }

  private boolean acceptText(int id) {
    byte[] bytes = vocabulary.bytes(id);
    boolean mark = vocabulary.isSpecial(id);
    Position to = position;
    for (int i = 0; i < bytes.length && to != Position.NOWHERE; i++) {
      int b = bytes[i] & 0xFF;
      to = mark ? positions.nextOfMark(to, b) : positions.next(to, b);
    }
    if (bytes.length == 0 || to == Position.NOWHERE) {
      return false;
    }
    fresh &= to == position;
    position = to;
    return true;
  }
}
