package dev.fathom.train.torch;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/// Takes steps along the gradients: AdamW (arXiv 1711.05101) on long stretches of all weights, and
/// Muon for matrices where it is chosen.
final class Optimizer implements AutoCloseable {
  private static final double EPSILON = 1e-8;

  private final Weights weights;
  private final OptimizerSettings settings;
  private final Muon muon;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment means;
  private final MemorySegment squares;
  private final Tensor flatMeans;
  private final Tensor flatSquares;

  Optimizer(Weights weights, OptimizerSettings settings, boolean half) {
    this.weights = weights;
    this.settings = settings;
    this.muon = new Muon(settings, half);
    this.means = arena.allocate(weights.values().byteSize(), 64);
    this.squares = arena.allocate(weights.values().byteSize(), 64);
    this.flatMeans = Numbers.view(means);
    this.flatSquares = Numbers.view(squares);
  }

  /// The norm of all gradients, before clipping.
  double gradientNorm() {
    try (var _ = new PointerScope()) {
      return weights.flatGradients().norm().item_double();
    }
  }

  /// Clips and steps.
  ///
  /// @param norm of all gradients
  /// @param step 1 for the first
  /// @param rate what the configured rates are multiplied by
  void step(double norm, long step, double rate) {
    try (var _ = new PointerScope();
        var _ = new NoGradGuard()) {
      if (norm > settings.clip()) {
        weights.flatGradients().mul_(Numbers.scalar(settings.clip() / (norm + 1e-6)));
      }
      long matrices = weights.before(Blueprint.Kind.TABLE);
      long decaying = weights.before(Blueprint.Kind.NORM);
      switch (settings.kind()) {
        case ADAMW -> adam(new Stretch(0, decaying, settings.decay()), step, rate);
        case MUON -> {
          turnMatrices(rate);
          adam(new Stretch(matrices, decaying, settings.decay()), step, rate);
        }
      }
      adam(new Stretch(decaying, weights.count(), 0), step, rate);
    }
  }

  private record Stretch(long from, long to, double decay) {
    Tensor of(Tensor flat) {
      return flat.narrow(0, from, to - from);
    }
  }

  private void adam(Stretch stretch, long step, double rate) {
    Tensor gradient = stretch.of(weights.flatGradients());
    Tensor mean = stretch.of(flatMeans);
    Tensor square = stretch.of(flatSquares);
    mean.mul_(Numbers.scalar(settings.beta1()));
    mean.add_(gradient, Numbers.scalar(1 - settings.beta1()));
    square.mul_(Numbers.scalar(settings.beta2()));
    square.addcmul_(gradient, gradient, Numbers.scalar(1 - settings.beta2()));
    double meanShare = 1 - Math.pow(settings.beta1(), (double) step);
    double squareShare = 1 - Math.pow(settings.beta2(), (double) step);
    Tensor divisor = square.div(Numbers.scalar(squareShare)).sqrt_().add_(Numbers.scalar(EPSILON));
    double size = settings.rate() * rate;
    Tensor values = stretch.of(weights.flatValues());
    values.mul_(Numbers.scalar(1 - size * stretch.decay));
    values.addcdiv_(mean, divisor, Numbers.scalar(-size / meanShare));
  }

  private void turnMatrices(double rate) {
    for (Weights.Place place : weights.places()) {
      if (place.weight().kind() == Blueprint.Kind.MATRIX) {
        long[] shape = place.weight().lengths();
        muon.step(
            view(weights.flatValues(), place, shape),
            view(weights.flatGradients(), place, shape),
            view(flatMeans, place, shape),
            rate);
      }
    }
  }

  private static Tensor view(Tensor flat, Weights.Place place, long[] shape) {
    return flat.narrow(0, place.offset(), place.weight().count()).view(shape);
  }

  /// AdamW's means, or Muon's momentum.
  MemorySegment means() {
    return means;
  }

  /// AdamW's mean squares.
  MemorySegment squares() {
    return squares;
  }

  @Override
  public void close() {
    flatMeans.close();
    flatSquares.close();
    arena.close();
  }
}
