package dev.fathom.engine;

import java.util.List;

/// What to generate from which prompt.
///
/// @param prompt token ids, at least one
/// @param maxTokens at most so many new tokens, at least 1
/// @param stop strings that end the answer and are not part of it; they are looked for in the
///   answer, not in the thought
/// @param thinking whether the prompt ended inside an open `<think>`
public record GenerationRequest(
    int[] prompt, Sampling sampling, int maxTokens, List<String> stop, boolean thinking) {}
