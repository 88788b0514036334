package dev.fathom.model;

/// What a transformer is, in numbers. To be completed by the model room.
///
/// @param architecture `deepseek2`, `qwen2`, `qwen3`, `qwen3moe`, `llama`
/// @param vocabulary V
/// @param context the longest sequence the model was made for
/// @param width D
/// @param layers the number of blocks
public record ModelConfig(
    String architecture, int vocabulary, int context, int width, int layers) {}
