package dev.fathom.model;

/// How many weights a model has.
///
/// @param total all of them
/// @param active those that one token meets: of the routed experts only the chosen
/// @param activeWithoutEmbedding the same without the input embedding, of which one row is read
public record ParameterCount(long total, long active, long activeWithoutEmbedding) {}
