package dev.fathom.model;

import java.util.SortedMap;

/// What a model file is, in figures.
///
/// @param name the model's name for people
/// @param format `GGUF v3`, `safetensors`
/// @param architecture as in {@link ModelConfig}
/// @param parameters computed from the configuration
/// @param types tensor types by name, the readable and the others
/// @param context the longest sequence
/// @param vocabulary V
/// @param layers the number of blocks
/// @param width D
/// @param hasTemplate whether there is a chat template
/// @param bytes of all files with weights
/// @param cacheBytesPerToken of an F16 cache
/// @param memoryBytes weights and an F16 cache for {@link #cacheTokens} tokens
/// @param cacheTokens tokens that `memoryBytes` counts with
public record ModelSummary(
    String name,
    String format,
    String architecture,
    ParameterCount parameters,
    SortedMap<String, TypeUse> types,
    int context,
    int vocabulary,
    int layers,
    int width,
    boolean hasTemplate,
    long bytes,
    long cacheBytesPerToken,
    long memoryBytes,
    int cacheTokens) {
  /// How much of a file is of one tensor type.
  public record TypeUse(int tensors, long bytes) {
    TypeUse plus(TypeUse other) {
      return new TypeUse(tensors + other.tensors, bytes + other.bytes);
    }
  }
}
