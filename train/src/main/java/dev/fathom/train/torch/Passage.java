package dev.fathom.train.torch;

import dev.fathom.model.RopeConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// What all layers of one forward pass over S rows of T tokens share, and what they leave behind.
/// Shorter rows are padded behind; as attention looks back only, padding changes nothing before it.
final class Passage {
  private final int[] lengths;
  private final int length;
  private final Arithmetic arithmetic;
  private final ExpertPath experts;
  private final Tensor cosines;
  private final Tensor sines;
  private final Tensor mask;
  private final Tensor future;
  private final List<Tensor> loads = new ArrayList<>();
  private final List<Tensor> balances = new ArrayList<>();

  /// @param lengths of the S rows
  /// @param length T, the longest
  Passage(int[] lengths, int length, RopeConfig rope, Arithmetic arithmetic, ExpertPath experts) {
    this.lengths = lengths.clone();
    this.length = length;
    this.arithmetic = arithmetic;
    this.experts = experts;
    this.cosines = rotation(rope, length, true);
    this.sines = rotation(rope, length, false);
    this.mask = mask(lengths, length);
    this.future = future(length);
  }

  /// `[T, 1, R/2]`.
  private static Tensor rotation(RopeConfig rope, int length, boolean cosine) {
    double[] frequencies = rope.frequencies();
    double factor = rope.scaling().rotationFactor();
    float[] values = new float[length * frequencies.length];
    int at = 0;
    for (int position = 0; position < length; position++) {
      for (double frequency : frequencies) {
        double angle = position * frequency;
        double value = cosine ? StrictMath.cos(angle) : StrictMath.sin(angle);
        values[at++] = (float) (value * factor);
      }
    }
    return Numbers.of(values, length, 1, frequencies.length);
  }

  private static Tensor mask(int[] lengths, int length) {
    float[] values = new float[lengths.length * length];
    for (int row = 0; row < lengths.length; row++) {
      Arrays.fill(values, row * length, row * length + lengths[row], 1);
    }
    return Numbers.of(values, lengths.length, length, 1);
  }

  private static Tensor future(int length) {
    float[] values = new float[length * length];
    for (int row = 0; row < length; row++) {
      Arrays.fill(values, row * length + row + 1, (row + 1) * length, Float.NEGATIVE_INFINITY);
    }
    return Numbers.of(values, length, length);
  }

  /// S.
  int rows() {
    return lengths.length;
  }

  /// T.
  int length() {
    return length;
  }

  Arithmetic arithmetic() {
    return arithmetic;
  }

  ExpertPath experts() {
    return experts;
  }

  Tensor cosines() {
    return cosines;
  }

  Tensor sines() {
    return sines;
  }

  /// `[S, T, 1]`, 1 for tokens and 0 for padding.
  Tensor mask() {
    return mask;
  }

  /// `[T, T]`, minus infinity where the token would look ahead, else 0.
  Tensor future() {
    return future;
  }

  /// `[S, 1]`, tokens of each row.
  Tensor tokens() {
    float[] values = new float[lengths.length];
    for (int row = 0; row < values.length; row++) {
      values[row] = lengths[row];
    }
    return Numbers.of(values, values.length, 1);
  }

  /// A layer with experts says what it did.
  ///
  /// @param load `[E]` tokens that each expert got
  /// @param balance the sum over rows of `sum f_i P_i`, 1 a row where all experts are used alike
  void note(Tensor load, Tensor balance) {
    loads.add(load);
    balances.add(balance);
  }

  /// Of every layer with experts, in order.
  List<Tensor> loads() {
    return loads;
  }

  /// Of every layer with experts, in order.
  List<Tensor> balances() {
    return balances;
  }
}
