package dev.fathom.model;

import dev.fathom.tensor.ElementType;
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
/// @param activeBytes of the weights that one token meets, as they lie in the file; of the input
///   embedding only where it is the output, too
/// @param cacheType what the next two count with
/// @param cacheBytesPerToken of a cache
/// @param memoryBytes weights and a cache for {@link #cacheTokens} tokens
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
    long activeBytes,
    ElementType cacheType,
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
