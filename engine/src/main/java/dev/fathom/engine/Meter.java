package dev.fathom.engine;

/// Counts what one generation took, on the caller's thread, token by token as the caller gets them:
/// so the count is the same whether the loop ran ahead or not.
final class Meter {
  private final Sequence sequence;
  private int thinking;
  private int completion;
  private long first;
  private long last;

  Meter(Sequence sequence) {
    this.sequence = sequence;
  }

  /// @param inThought whether the token belongs to the thought, its closing mark included
  void count(Delivery.Token token, boolean inThought) {
    if (completion++ == 0) {
      first = token.nanos();
    }
    last = token.nanos();
    thinking += inThought ? 1 : 0;
  }

  /// What it took until now.
  Usage usage() {
    int prompt = sequence.request().prompt().length;
    boolean begun = completion > 0;
    int cached = begun ? sequence.cachedTokens() : 0;
    return new Usage(
        prompt,
        cached,
        thinking,
        completion,
        begun ? (first - sequence.submitted()) / 1e6 : 0,
        begun ? perSecond(prompt - cached, sequence.prefillNanos()) : 0,
        completion > 1 ? perSecond(completion - 1, last - first) : 0,
        sequence.effort());
  }

  private static double perSecond(int tokens, long nanos) {
    return tokens * 1e9 / Math.max(1, nanos);
  }
}
