package dev.fathom.engine;

import dev.fathom.model.Batch;
import java.util.ArrayList;
import java.util.List;

/// Which sequences take part in one forward pass, with how many tokens each.
///
/// @param parts in the order of their tokens in the batch
record Pass(List<Part> parts) {
  /// The next `count` tokens of `sequence`.
  ///
  /// @param complete whether a token can be drawn after these
  record Part(Sequence sequence, int count, boolean complete) {
    /// As the sequence stands now.
    static Part of(Sequence sequence, int count) {
      return new Part(sequence, count, sequence.draws() && count == sequence.pending());
    }
  }

  Pass {
    parts = List.copyOf(parts);
  }

  /// A pass of one part.
  static Pass of(Part part) {
    return new Pass(List.of(part));
  }

  /// The sequences a token is drawn for, in the order of the logits' rows.
  List<Sequence> outputs() {
    return parts.stream().filter(Part::complete).map(Part::sequence).toList();
  }

  /// What the model is given; ask before the sequences advance.
  Batch batch() {
    int[] tokens = new int[parts.stream().mapToInt(Part::count).sum()];
    int[] outputs = new int[(int) parts.stream().filter(Part::complete).count()];
    List<Batch.Span> spans = new ArrayList<>(parts.size());
    int end = 0;
    int rows = 0;
    for (Part part : parts) {
      Sequence sequence = part.sequence();
      sequence.copyPending(part.count(), tokens, end);
      spans.add(new Batch.Span(part.count(), sequence.stored(), sequence.pageTable()));
      end += part.count();
      if (part.complete()) {
        outputs[rows++] = end - 1;
      }
    }
    return new Batch(tokens, spans, outputs);
  }
}
