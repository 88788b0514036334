package dev.fathom.engine;

import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The drawing side of a sequence: all that the next token depends on besides the logits. Confined
/// to the engine's loop, but for {@link #answerNow}.
final class Drawing {
  private final Lexicon lexicon;
  private final Sampling sampling;
  private final Terms terms;
  private final History history;
  private final ThoughtWatch thought;
  private final @Nullable Constraint constraint;
  private int generated;

  /// Made on the caller's thread; throws {@link IllegalArgumentException} where the request names
  /// tokens that the model does not have.
  Drawing(GenerationRequest request, Lexicon lexicon) {
    this.lexicon = lexicon;
    sampling = request.sampling();
    terms = request.terms();
    lexicon.check(terms);
    history = new History(request.prompt(), sampling, lexicon.size());
    thought = new ThoughtWatch(lexicon, request.thinking(), terms.thinkingBudget());
    constraint =
        terms.grammar() == null ? null : new Constraint(lexicon, terms.grammar(), request.prompt());
  }

  Sampling sampling() {
    return sampling;
  }

  /// Likeliest tokens to tell with the next, -1 for no probabilities.
  int rivals() {
    return terms.topLogprobs();
  }

  /// Tokens drawn so far; the index of the next draw.
  int generated() {
    return generated;
  }

  /// The token that must come next, or -1 if it is drawn.
  int forced() {
    return thought.forced();
  }

  /// Turns the model's logits into those to draw from: bias, penalties, grammar.
  void shape(float[] logits) {
    for (Map.Entry<Integer, Float> bias : terms.logitBias().entrySet()) {
      logits[bias.getKey()] += bias.getValue();
    }
    history.penalize(logits);
    if (constraint != null) {
      forbid(logits, constraint.allowed(thought));
    }
  }

  /// Takes note of the next token.
  ///
  /// @return whether the turn ends with it
  boolean take(int id) {
    generated++;
    history.add(id);
    boolean end = lexicon.isEnd(id);
    if (constraint != null) {
      constraint.take(id, thought);
    }
    if (!end) {
      thought.take(id);
    }
    return end || (constraint != null && constraint.finished());
  }

  /// Asks for the end of the thought; may be called by any thread.
  void answerNow() {
    thought.answerNow();
  }

  private static void forbid(float[] logits, long[] allowed) {
    for (int id = 0; id < logits.length; id += Long.SIZE) {
      long word = allowed[id / Long.SIZE];
      int end = Math.min(logits.length, id + Long.SIZE);
      if (word == 0) {
        Arrays.fill(logits, id, end, Float.NEGATIVE_INFINITY);
      }
      for (int i = id; word != 0 && word != -1 && i < end; i++) {
        if ((word >>> i & 1) == 0) {
          logits[i] = Float.NEGATIVE_INFINITY;
        }
      }
    }
  }
}
