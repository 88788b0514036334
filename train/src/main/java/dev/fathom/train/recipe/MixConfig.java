package dev.fathom.train.recipe;

import java.util.List;
import java.util.Map;

/// Of what rows are made.
///
/// @param families share by family, level 1 first
/// @param german share of problems in German
/// @param answerOnly share of rows without a thought
/// @param answerUnasked whether these stand behind the usual prompt, so that the model learns to
///   think or not as it likes (R1-Zero begins so); otherwise behind one that asks for no thought
/// @param mistakes share of traces with a wrong step and its correction
/// @param repeated share of rows from a fixed subset of problems (Charton and Kempe)
/// @param subset problems in that subset
/// @param maskPrompt whether questions count nothing in the loss
/// @param packed tokens of a row into which several problems are packed; 0 gives each its own row
public record MixConfig(
    Map<String, Levels> families,
    double german,
    double answerOnly,
    boolean answerUnasked,
    double mistakes,
    double repeated,
    int subset,
    boolean maskPrompt,
    int packed) {
  /// How often a family comes, and its levels within.
  ///
  /// @param share against the other families
  /// @param levels share of each level, 1 first
  public record Levels(double share, List<Double> levels) {
    public Levels {
      levels = List.copyOf(levels);
    }
  }

  public MixConfig {
    if (families.isEmpty()) {
      throw new IllegalArgumentException("a mix needs at least one family");
    }
    // a copy in order: rows are drawn by running sums over it
    families = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(families));
  }
}
