package dev.fathom.engine;

import dev.fathom.model.Batch;
import java.util.ArrayList;
import java.util.List;

/// Which sequences take part in one forward pass, with how many tokens each.
///
/// @param parts in the order of their tokens in the batch
record Pass(List<Part> parts) {
  /// The next `count` tokens of `sequence`, and guesses of those that follow.
  ///
  /// @param complete whether a token can be drawn after these
  /// @param guess tokens that may be drawn next; none unless complete
  record Part(Sequence sequence, int count, boolean complete, int[] guess) {
    private static final int[] NOTHING = {};

    /// As the sequence stands now.
    static Part of(Sequence sequence, int count) {
      boolean complete = sequence.draws() && count == sequence.pending();
      return new Part(sequence, count, complete, NOTHING);
    }

    /// The token drawn last, and `guess`.
    static Part guessing(Sequence sequence, int[] guess) {
      return new Part(sequence, 1, true, guess);
    }

    /// Rows of logits: one for the token that follows, and one behind every guess.
    int rows() {
      return complete ? 1 + guess.length : 0;
    }

    /// Tokens in the batch.
    int tokens() {
      return count + guess.length;
    }
  }

  Pass {
    parts = List.copyOf(parts);
  }

  /// A pass of one part.
  static Pass of(Part part) {
    return new Pass(List.of(part));
  }

  /// Those a token is drawn for, in the order of the logits' rows.
  List<Part> outputs() {
    return parts.stream().filter(Part::complete).toList();
  }

  /// What the model is given; ask before the sequences advance.
  Batch batch() {
    int[] tokens = new int[parts.stream().mapToInt(Part::tokens).sum()];
    int[] outputs = new int[parts.stream().mapToInt(Part::rows).sum()];
    List<Batch.Span> spans = new ArrayList<>(parts.size());
    int end = 0;
    int rows = 0;
    for (Part part : parts) {
      Sequence sequence = part.sequence();
      sequence.copyPending(part.count(), tokens, end);
      System.arraycopy(part.guess(), 0, tokens, end + part.count(), part.guess().length);
      spans.add(new Batch.Span(part.tokens(), sequence.stored(), sequence.pageTable()));
      end += part.tokens();
      for (int row = end - part.rows(); row < end; row++) {
        outputs[rows++] = row;
      }
    }
    return new Batch(tokens, spans, outputs);
  }
}
