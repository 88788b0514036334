package dev.fathom.langchain4j;

import dev.fathom.engine.ChatFormat;
import dev.fathom.engine.Engine;
import dev.fathom.engine.Fathom;
import dev.fathom.model.SamplingDefaults;

/// A model in this process that is ready to answer: all that the chat models know of one. Owns
/// nothing.
///
/// @param name what it is called in answers
/// @param format how it wants to be spoken to
/// @param engine what generates
/// @param card the sampling its makers recommend
public record LocalModel(String name, ChatFormat format, Engine engine, SamplingDefaults card) {

  /// The model that `fathom` opened, which the caller keeps and closes.
  public static LocalModel of(Fathom fathom) {
    return new LocalModel(
        fathom.file().name(), fathom.format(), fathom.engine(), fathom.file().sampling());
  }
}
