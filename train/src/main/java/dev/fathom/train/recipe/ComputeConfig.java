package dev.fathom.train.recipe;

/// How it is computed, as far as the weights depend on it.
///
/// @param halfPrecision whether products are taken in bf16
/// @param microTokens tokens that go through the model at once
/// @param everyExpert whether every expert computes every token, unchosen ones times 0
public record ComputeConfig(boolean halfPrecision, int microTokens, boolean everyExpert) {}
