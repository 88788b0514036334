package dev.fathom.server;

import dev.fathom.engine.ChatFormat;
import dev.fathom.engine.Engine;
import dev.fathom.engine.Fathom;
import dev.fathom.engine.Sampling;
import dev.fathom.model.SamplingDefaults;
import dev.fathom.text.ChatTemplate;
import dev.fathom.text.Tokenizer;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A model that is ready to answer: all that the server knows of one. Owns nothing.
///
/// @param id what requests call it
/// @param format how it wants to be spoken to
/// @param engine what generates
/// @param endTokens the ids that end a turn
/// @param card the sampling its makers recommend
/// @param template its chat template, if it has one
public record ServedModel(
    String id,
    ChatFormat format,
    Engine engine,
    Tokenizer tokenizer,
    Set<Integer> endTokens,
    SamplingDefaults card,
    @Nullable ChatTemplate template) {

  /// The model of `fathom`, which stays open as long as this is used.
  public static ServedModel of(String id, Fathom fathom) {
    return new ServedModel(
        id,
        fathom.format(),
        fathom.engine(),
        fathom.file().tokenizer(),
        Set.copyOf(fathom.file().endTokens()),
        fathom.file().sampling(),
        fathom.file().template().orElse(null));
  }

  /// The sampling its makers recommend.
  Sampling sampling(long seed) {
    return Sampling.of(card, seed);
  }

  /// Whether its template knows the variable `word`.
  boolean templateKnows(String word) {
    return Optional.ofNullable(template).map(t -> t.mentions(word)).orElse(false);
  }
}
