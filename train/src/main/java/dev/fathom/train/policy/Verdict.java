package dev.fathom.train.policy;

/// What an answer is worth.
///
/// @param right whether it is in the format and the answer is right
/// @param formatted whether it is a thought, its end, an answer and the end token
/// @param truncated whether it was cut off
public record Verdict(boolean right, boolean formatted, boolean truncated) {}
