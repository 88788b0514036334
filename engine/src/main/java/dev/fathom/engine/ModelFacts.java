package dev.fathom.engine;

import dev.fathom.model.ModelFile;
import dev.fathom.text.Tokenizer;
import java.util.Set;

/// What the engine knows of a model besides its forward pass.
///
/// @param context the longest sequence the model was made for
/// @param endTokens the ids that end a turn
/// @param fingerprint what keys and values depend on besides the tokens; only needed for prefixes
///   on disk
public record ModelFacts(
    Tokenizer tokenizer, int vocabulary, int context, Set<Integer> endTokens, String fingerprint) {
  /// A model whose prefixes are not kept on disk.
  public ModelFacts(Tokenizer tokenizer, int vocabulary, int context, Set<Integer> endTokens) {
    this(tokenizer, vocabulary, context, endTokens, "");
  }

  static ModelFacts of(ModelFile file, String fingerprint) {
    return new ModelFacts(
        file.tokenizer(),
        file.config().vocabulary(),
        file.config().context(),
        Set.copyOf(file.endTokens()),
        fingerprint);
  }
}
