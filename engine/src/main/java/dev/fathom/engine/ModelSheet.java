package dev.fathom.engine;

import dev.fathom.model.ModelFile;
import dev.fathom.model.ModelSummary;
import dev.fathom.model.SamplingDefaults;
import dev.fathom.text.ChatTemplate;
import dev.fathom.text.TemplateException;
import dev.fathom.text.ToolCallFormat;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/// What can be said of a model before it is loaded: from the heads of its files.
///
/// @param file what the files say
/// @param quantisation the type of most of its weights
/// @param contextTokens of one conversation, as the options would have it now
/// @param memoryBytes weights, and a cache for {@link #contextTokens}
/// @param sampling what its makers recommend
/// @param tools whether it was made to call tools
public record ModelSheet(
    ModelSummary file,
    String quantisation,
    int contextTokens,
    long memoryBytes,
    SamplingDefaults sampling,
    Thinking thinking,
    boolean tools) {
  /// Whether the model thinks before it answers.
  public enum Thinking {
    /// As it is told.
    SWITCH,
    ALWAYS,
    NEVER
  }

  /// Of `file`, which stays the caller's.
  static ModelSheet of(ModelFile file, FathomOptions options) {
    ModelSummary summary = file.summary(options.cacheType());
    int context = options.contextTokens();
    if (context == 0) {
      context = CacheMemory.defaultContext(file.config(), options.cacheType());
    }
    Optional<ChatTemplate> template = template(file);
    return new ModelSheet(
        summary,
        summary.types().entrySet().stream()
            .max(Comparator.comparingLong(type -> type.getValue().bytes()))
            .map(Map.Entry::getKey)
            .orElse(""),
        context,
        summary.bytes() + context * summary.cacheBytesPerToken(),
        file.sampling(),
        template.map(ModelSheet::thinking).orElse(Thinking.NEVER),
        template.flatMap(ToolCallFormat::of).isPresent());
  }

  /// A template that cannot be read is told of when the model is loaded.
  private static Optional<ChatTemplate> template(ModelFile file) {
    try {
      return file.template();
    } catch (TemplateException unreadable) {
      return Optional.empty();
    }
  }

  private static Thinking thinking(ChatTemplate template) {
    TemplateTraits traits = new TemplateTraits(template);
    if (traits.thinkingSwitch().isPresent()) {
      return Thinking.SWITCH;
    }
    return traits.thinks() ? Thinking.ALWAYS : Thinking.NEVER;
  }
}
