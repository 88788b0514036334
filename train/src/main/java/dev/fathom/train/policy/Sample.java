package dev.fathom.train.policy;

/// An answer as it was drawn.
///
/// @param tokens without the prompt; the end token is the last, where it came
/// @param logProbabilities of each token when it was drawn, at temperature 1
/// @param ended whether an end token came before the answer was too long
public record Sample(int[] tokens, float[] logProbabilities, boolean ended) {}
