package dev.fathom.kernel.x86;

/// What attention code is emitted for.
///
/// @param keyWidth elements of a head's key
/// @param valueWidth elements of a head's value
public record AttentionShape(int keyWidth, int valueWidth, RowFormat keys, RowFormat values) {
  /// So that one call of the code stays short.
  private static final int WIDEST = 2048;

  public AttentionShape {
    if (!fits(keyWidth, keys) || !fits(valueWidth, values)) {
      throw new IllegalArgumentException(
          "no attention code for keys of %d %s and values of %d %s"
              .formatted(keyWidth, keys, valueWidth, values));
    }
  }

  /// Whether there is code for heads of `width` elements.
  public static boolean fits(int width, RowFormat format) {
    return width > 0 && width <= WIDEST && width % 16 == 0 && width % format.blockLength() == 0;
  }

  /// Bytes of a record: a query's weighted sum of values, the logarithm of its largest weight, the
  /// sum of its weights; whole vectors.
  public int recordBytes() {
    return 4 * valueWidth + 64;
  }

  /// Where in a record the logarithm of the largest weight is; the sum of weights follows it.
  int largest() {
    return 4 * valueWidth;
  }
}
