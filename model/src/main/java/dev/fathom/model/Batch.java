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
  public record Span(int count, int position, int[] pageTable) {}

  /// One sequence's tokens, with the logits of the last only.
  public static Batch of(int[] tokens, int position, int[] pageTable) {
    return new Batch(
        tokens,
        List.of(new Span(tokens.length, position, pageTable)),
        new int[] {tokens.length - 1});
  }
}
