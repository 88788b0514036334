package dev.fathom.langchain4j;

import dev.fathom.engine.Usage;
import dev.langchain4j.model.output.TokenUsage;

/// What an answer took, with the engine's own figures.
public final class FathomTokenUsage extends TokenUsage {
  private final Usage figures;

  FathomTokenUsage(Usage figures) {
    super(figures.promptTokens(), figures.completionTokens());
    this.figures = figures;
  }

  /// Tokens of the thought, cached tokens, times.
  public Usage figures() {
    return figures;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FathomTokenUsage that && figures.equals(that.figures);
  }

  @Override
  public int hashCode() {
    return figures.hashCode();
  }
}
