package dev.fathom.engine;

import org.jspecify.annotations.Nullable;

/// A token that was drawn or forced.
///
/// @param score where the request asks for probabilities
record Choice(int id, @Nullable TokenScore score) {}
