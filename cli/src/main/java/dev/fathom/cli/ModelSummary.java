package dev.fathom.cli;

import dev.fathom.format.TensorEntry;
import dev.fathom.model.ModelConfig;
import dev.fathom.model.ModelFile;
import dev.fathom.tensor.ElementType;
import java.util.Map;
import java.util.TreeMap;

/// What a model file is, in numbers.
///
/// @param parameters of the transformer, multi-token prediction left out
/// @param activeParameters those that one token meets
/// @param types by the types' names
/// @param weightBytes of all files
/// @param cacheBytesPerToken keys and values of one token in f16
record ModelSummary(
    ModelFile file,
    long parameters,
    long activeParameters,
    Map<String, TypeShare> types,
    long weightBytes,
    long cacheBytesPerToken) {
  /// The context for which memory is estimated, unless the model's own is shorter.
  private static final int USUAL_CONTEXT = 4096;

  /// What one tensor type has of a file.
  record TypeShare(int tensors, long elements, long bytes) {
    private TypeShare plus(TypeShare other) {
      return new TypeShare(
          tensors + other.tensors, elements + other.elements, bytes + other.bytes);
    }
  }

  static ModelSummary of(ModelFile file) {
    ModelConfig config = file.config();
    Map<String, TypeShare> types = new TreeMap<>();
    for (TensorEntry entry : file.checkpoint().entries().values()) {
      TypeShare share = new TypeShare(1, entry.shape().elements(), entry.bytes());
      types.merge(entry.type(), share, TypeShare::plus);
    }
    return new ModelSummary(
        file,
        config.parameters().total(),
        config.parameters().active(),
        types,
        file.checkpoint().bytes(),
        config.cacheBytesPerToken(ElementType.F16));
  }

  ModelConfig config() {
    return file.config();
  }

  /// Tokens for which {@link #memoryBytes} is estimated.
  int usualContext() {
    return Math.min(USUAL_CONTEXT, config().context());
  }

  /// Weights and a cache of {@link #usualContext} tokens.
  long memoryBytes() {
    return weightBytes + usualContext() * cacheBytesPerToken;
  }
}
