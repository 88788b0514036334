package dev.fathom.train.recipe;

/// What the tokenizer is trained on.
///
/// @param vocabulary tokens in all
/// @param problems it is trained on
public record TokenizerConfig(int vocabulary, int problems) {}
