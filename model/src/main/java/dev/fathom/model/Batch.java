package dev.fathom.model;

import java.util.List;

/// One forward pass's worth of tokens: prefill chunks and decode tokens of several sequences, one
/// after the other.
///
/// @param tokens T token ids
/// @param spans which tokens belong to which sequence; together they cover all tokens in order
/// @param outputs rows (0 .. T-1, ascending) whose logits are wanted
public record Batch(int[] tokens, List<Span> spans, int[] outputs) {
  /// `count` consecutive tokens of one sequence, the first standing at `position`.
  ///
  /// @param pageTable the sequence's pages in the {@link KvStorage}, enough for `position + count`
  public record Span(int count, int position, int[] pageTable) {
    public Span {
      if (count < 1 || position < 0) {
        throw new IllegalArgumentException(
            "a span has at least one token from position 0 on, got "
                + count
                + " from position "
                + position);
      }
    }

    /// The position after the span's last token.
    public int end() {
      return position + count;
    }
  }

  public Batch {
    spans = List.copyOf(spans);
    int covered = spans.stream().mapToInt(Span::count).sum();
    if (covered != tokens.length || covered == 0) {
      throw new IllegalArgumentException(
          "spans of " + covered + " tokens for a batch of " + tokens.length);
    }
    int last = -1;
    for (int row : outputs) {
      if (row <= last || row >= tokens.length) {
        throw new IllegalArgumentException(
            "output rows ascend from 0 to " + (tokens.length - 1) + ", got " + row);
      }
      last = row;
    }
  }

  /// One sequence's tokens, with the logits of the last only.
  public static Batch of(int[] tokens, int position, int[] pageTable) {
    return new Batch(
        tokens,
        List.of(new Span(tokens.length, position, pageTable)),
        new int[] {tokens.length - 1});
  }

  /// The position in its sequence of every token.
  int[] positions() {
    int[] positions = new int[tokens.length];
    int row = 0;
    for (Span span : spans) {
      for (int i = 0; i < span.count(); i++) {
        positions[row++] = span.position() + i;
      }
    }
    return positions;
  }
}
