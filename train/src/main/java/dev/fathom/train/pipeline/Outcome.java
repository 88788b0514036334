package dev.fathom.train.pipeline;

/// How a run ended.
///
/// @param complete whether all that was wished for is there
/// @param hash over weights and optimizer of the last stage that was worked on; empty where none
///   was
public record Outcome(boolean complete, String hash) {}
