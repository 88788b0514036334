package dev.fathom.engine;

import dev.fathom.model.ModelFile;
import dev.fathom.text.Tokenizer;
import java.util.Set;

/// What the engine knows of a model besides its forward pass.
///
/// @param context the longest sequence the model was made for
/// @param endTokens the ids that end a turn
public record ModelFacts(Tokenizer tokenizer, int vocabulary, int context, Set<Integer> endTokens) {
  static ModelFacts of(ModelFile file) {
    return new ModelFacts(
        file.tokenizer(),
        file.config().vocabulary(),
        file.config().context(),
        Set.copyOf(file.endTokens()));
  }
}
