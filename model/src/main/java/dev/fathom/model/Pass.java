package dev.fathom.model;

import dev.fathom.kernel.CacheRows;
import dev.fathom.kernel.KernelSet;
import dev.fathom.tensor.Scratch;
import dev.fathom.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// What all layers of one forward pass share.
///
/// @param stretches the batch's spans with their rows
/// @param cache where keys and values go
/// @param rotation `[T, R]`, cosines and sines of every token
/// @param kernels the arithmetic
/// @param scratch the activations
record Pass(
    List<Stretch> stretches, KvStorage cache, Tensor rotation, KernelSet kernels, Scratch scratch) {
  /// The rows `from .. from + count` of the batch, one sequence's tokens from `position` on.
  record Stretch(int from, int count, int position, int[] pageTable) {
    /// These tokens' rows of `x`.
    Tensor of(Tensor x) {
      return x.rows(from, count);
    }

    /// Positions in the cache after these tokens are stored.
    int end() {
      return position + count;
    }
  }

  /// The spans of `batch` with their rows.
  static List<Stretch> stretches(Batch batch) {
    List<Stretch> stretches = new ArrayList<>(batch.spans().size());
    int from = 0;
    for (Batch.Span span : batch.spans()) {
      stretches.add(new Stretch(from, span.count(), span.position(), span.pageTable()));
      from += span.count();
    }
    return stretches;
  }

  /// T, the number of tokens.
  int tokens() {
    return rotation.rows();
  }

  /// The buffer `name` as `[T, columns]`.
  Tensor buffer(String name, int columns) {
    return scratch.get(name, tokens(), columns);
  }

  /// The product of `x` and `weight` in the buffer `name`.
  Tensor product(String name, Tensor x, Tensor weight) {
    Tensor out = scratch.get(name, x.rows(), weight.rows());
    kernels.matmul(out, x, weight);
    return out;
  }

  CacheRows keys(int layer, Stretch stretch) {
    return cache.keys(layer, stretch.pageTable());
  }

  CacheRows values(int layer, Stretch stretch) {
    return cache.values(layer, stretch.pageTable());
  }
}
