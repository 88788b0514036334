package dev.fathom.server;

import dev.fathom.engine.ChatFormat;
import dev.fathom.engine.Engine;
import dev.fathom.engine.Fathom;
import dev.fathom.model.SamplingDefaults;
import dev.fathom.text.Tokenizer;
import java.util.Set;

/// A model that is ready to answer: all that the server knows of one. Owns nothing.
///
/// @param id what requests call it
/// @param format how it wants to be spoken to
/// @param engine what generates
/// @param endTokens the ids that end a turn
/// @param card the sampling its makers recommend
public record ServedModel(
    String id,
    ChatFormat format,
    Engine engine,
    Tokenizer tokenizer,
    Set<Integer> endTokens,
    SamplingDefaults card) {

  /// The model of `fathom`, which stays open as long as this is used.
  public static ServedModel of(String id, Fathom fathom) {
    return new ServedModel(
        id,
        fathom.format(),
        fathom.engine(),
        fathom.file().tokenizer(),
        Set.copyOf(fathom.file().endTokens()),
        fathom.file().sampling());
  }
}
