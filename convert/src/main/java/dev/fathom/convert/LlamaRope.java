package dev.fathom.convert;

import dev.fathom.model.RopeConfig;
import dev.fathom.model.RopeScaling;
import java.util.List;
import java.util.Optional;

/// Llama 3's stretched rotary frequencies, which GGUF keeps as one divisor a pair
/// (`rope_freqs.weight`) and `config.json` as four numbers.
final class LlamaRope {
  /// Waves shorter than a quarter of the context are kept, longer than it divided, in all published
  /// models.
  private static final double LOW = 1;

  private static final double HIGH = 4;

  /// What f32 divisors may be off.
  private static final double CLOSE = 1e-4;

  private LlamaRope() {}

  /// What the frequencies of `rope` are divided by.
  static double[] divisors(RopeScaling.Llama3 scaling, RopeConfig rope) {
    RopeScaling none = new RopeScaling.None();
    double[] divisors =
        new RopeConfig(rope.dimensions(), rope.base(), rope.layout(), none).frequencies();
    double[] stretched = divisors.clone();
    scaling.stretch(stretched, rope.base());
    for (int i = 0; i < divisors.length; i++) {
      divisors[i] /= stretched[i];
    }
    return divisors;
  }

  /// The four numbers that give these divisors, if published models' do.
  static Optional<RopeScaling.Llama3> fit(List<Float> divisors, RopeConfig rope) {
    double factor = divisors.stream().mapToDouble(Float::doubleValue).max().orElse(1);
    for (double context = 1024; context <= 1 << 20; context *= 2) {
      RopeScaling.Llama3 guess = new RopeScaling.Llama3(factor, LOW, HIGH, context);
      if (matches(divisors(guess, rope), divisors)) {
        return Optional.of(guess);
      }
    }
    return Optional.empty();
  }

  private static boolean matches(double[] got, List<Float> wanted) {
    for (int i = 0; i < got.length; i++) {
      if (Math.abs(got[i] / wanted.get(i) - 1) > CLOSE) {
        return false;
      }
    }
    return true;
  }
}
