package dev.fathom.kernel;

/// What one thread needs between two loops: arrays on the heap, grown when a tensor needs more and
/// kept. On the heap because the compiler proves their bounds and their life with far less code
/// than those of a memory segment; a method of vectors that reads segments outgrows its limits
/// (`docs/LOG.md`).
final class VectorScratch {
  /// Bytes of weights, as they lie in the file.
  byte[] raw = {};

  /// Levels of quantised weights.
  byte[] bytes = {};

  /// 16-bit weights.
  short[] shorts = {};

  /// A decoded weight row, or several.
  float[] panel = {};

  /// Decoded weight rows for {@link VectorDot}.
  final VectorAlignedRows weights = new VectorAlignedRows();

  /// Queries for {@link VectorDot}.
  final VectorAlignedRows queries = new VectorAlignedRows();

  /// Scales of sub-blocks.
  float[] scales = {};

  /// Activations or scores of one row or a few.
  float[] values = {};

  /// Lanes not yet added.
  float[] lanes = {};

  /// Finished sums.
  float[] sums = {};

  void needRaw(int length) {
    raw = raw.length < length ? new byte[length] : raw;
  }

  void needBytes(int length) {
    bytes = bytes.length < length ? new byte[length] : bytes;
  }

  void needShorts(int length) {
    shorts = shorts.length < length ? new short[length] : shorts;
  }

  void needScales(int length) {
    scales = scales.length < length ? new float[length] : scales;
  }

  void needPanel(int length) {
    panel = panel.length < length ? new float[length] : panel;
  }

  void needValues(int length) {
    values = values.length < length ? new float[length] : values;
  }

  void needLanes(int length) {
    lanes = lanes.length < length ? new float[length] : lanes;
  }

  void needSums(int length) {
    sums = sums.length < length ? new float[length] : sums;
  }
}
