package dev.fathom.train.torch;

/// How a model is trained; with {@link dev.fathom.model.ModelConfig} all that a run depends on.
///
/// @param seed of the initial weights
/// @param threads of libtorch; part of what a hash depends on, as sums are split among them
/// @param microTokens tokens, padding included, that go through the model at once
/// @param halfPrecision whether products of {@link TorchTrainee#learn} and `reinforce` are taken in
///   bf16; weights, sums, norms, router and softmax stay in f32
/// @param experts how the routed experts are computed
/// @param deviation standard deviation of initial matrices (0.02, or V3's 0.006)
/// @param foresees whether there is a block for multi-token prediction
/// @param optimizer how gradients become steps
/// @param auxiliary what is learned besides the next token
public record TrainingSettings(
    long seed,
    int threads,
    int microTokens,
    boolean halfPrecision,
    ExpertPath experts,
    double deviation,
    boolean foresees,
    OptimizerSettings optimizer,
    Auxiliary auxiliary) {
  public TrainingSettings {
    if (threads < 1 || microTokens < 1 || !(deviation > 0)) {
      throw new IllegalArgumentException(
          "threads %d, tokens of a micro-batch %d and deviation %s must be more than 0"
              .formatted(threads, microTokens, deviation));
    }
  }

  /// Everything in f32 on one thread, V3's auxiliary terms, AdamW.
  public static TrainingSettings exact(long seed) {
    return new TrainingSettings(
        seed,
        1,
        4096,
        false,
        ExpertPath.CHOSEN,
        0.02,
        false,
        OptimizerSettings.adamW(1e-3),
        new Auxiliary(0.3, 1e-4, 1e-3));
  }

  public TrainingSettings with(OptimizerSettings other) {
    return new TrainingSettings(
        seed, threads, microTokens, halfPrecision, experts, deviation, foresees, other, auxiliary);
  }

  public TrainingSettings with(Auxiliary other) {
    return new TrainingSettings(
        seed, threads, microTokens, halfPrecision, experts, deviation, foresees, optimizer, other);
  }

  public TrainingSettings with(ExpertPath other) {
    return new TrainingSettings(
        seed,
        threads,
        microTokens,
        halfPrecision,
        other,
        deviation,
        foresees,
        optimizer,
        auxiliary);
  }

  public TrainingSettings withMicroTokens(int other) {
    return new TrainingSettings(
        seed, threads, other, halfPrecision, experts, deviation, foresees, optimizer, auxiliary);
  }

  public TrainingSettings withHalfPrecision(boolean other) {
    return new TrainingSettings(
        seed, threads, microTokens, other, experts, deviation, foresees, optimizer, auxiliary);
  }

  public TrainingSettings withForesight(boolean other) {
    return new TrainingSettings(
        seed, threads, microTokens, halfPrecision, experts, deviation, other, optimizer, auxiliary);
  }

  public TrainingSettings withThreads(int other) {
    return new TrainingSettings(
        seed,
        other,
        microTokens,
        halfPrecision,
        experts,
        deviation,
        foresees,
        optimizer,
        auxiliary);
  }
}
