package dev.fathom.kernel;

import dev.fathom.kernel.x86.AttentionTile;
import dev.fathom.tensor.Tensor;

/// What one call of {@link MachineAttention} was given.
///
/// @param out `[T, H, Dv]`
/// @param q `[T, H, Dk]`
record AttentionCall(
    AttentionRoutines code,
    Tensor out,
    Tensor q,
    CacheRows keys,
    CacheRows values,
    int position,
    float scale) {

  int tokens() {
    return Math.toIntExact(q.shape().length(0));
  }

  int heads() {
    return Math.toIntExact(q.shape().length(1));
  }

  /// Query heads that share a key head.
  int sharing() {
    return heads() / (keys.width() / q.columns());
  }

  /// Positions that the last token sees.
  int length() {
    return position + tokens();
  }

  /// Positions that query `query` of `unit` sees.
  int seen(AttentionUnit unit, int query) {
    return position + unit.token(query) + 1;
  }

  /// Positions that the last query of `unit` sees.
  int seen(AttentionUnit unit) {
    return seen(unit, unit.queries() - 1);
  }

  /// Tiles of `positions` positions.
  static int tiles(int positions) {
    return Math.ceilDiv(positions, AttentionTile.POSITIONS);
  }

  long recordBytes() {
    return code.shape().recordBytes();
  }

  /// The address of a query's row of `q` or `out`.
  long address(Tensor tensor, AttentionUnit unit, int query) {
    long row = (long) unit.token(query) * heads() + unit.head(query);
    return tensor.data().address() + row * tensor.rowStride();
  }

  /// Whether the values are part of the key rows, as those of DeepSeek's latent attention.
  boolean valuesAreInKeys() {
    long distance = values.storage().data().address() - keys.storage().data().address();
    long stride = keys.storage().rowStride();
    return distance >= 0 && distance < stride && values.storage().rowStride() == stride;
  }
}
