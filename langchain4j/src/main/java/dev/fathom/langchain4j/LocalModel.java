package dev.fathom.langchain4j;

import dev.fathom.engine.ChatFormat;
import dev.fathom.engine.Engine;
import dev.fathom.engine.Fathom;
import dev.fathom.model.SamplingDefaults;
import dev.fathom.text.ChatTemplate;
import dev.fathom.text.ToolCallFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A model in this process that is ready to answer: all that the chat models know of one. Owns
/// nothing.
///
/// @param name what it is called in answers
/// @param format how it wants to be spoken to
/// @param engine what generates
/// @param card the sampling its makers recommend
/// @param template its chat template, if it has one
public record LocalModel(
    String name,
    ChatFormat format,
    Engine engine,
    SamplingDefaults card,
    @Nullable ChatTemplate template) {

  /// The model that `fathom` opened, which the caller keeps and closes.
  public static LocalModel of(Fathom fathom) {
    return new LocalModel(
        fathom.file().name(),
        fathom.format(),
        fathom.engine(),
        fathom.file().sampling(),
        fathom.file().template().orElse(null));
  }

  /// How it writes calls of tools, if it was made to.
  Optional<ToolCallFormat> toolFormat() {
    return Optional.ofNullable(template).flatMap(ToolCallFormat::of);
  }

  /// Whether its template knows the variable `word`.
  boolean templateKnows(String word) {
    return template != null && template.mentions(word);
  }
}
