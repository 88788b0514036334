package dev.fathom.plan;

import java.util.List;

/// A way to build and run a model of the largest class.
///
/// @param name plain, for tables
/// @param utilisation of training, 6 N D over the 16-bit peak
public record Design(String name, ModelShape model, Precision precision, double utilisation) {
  /// As published, or with one trait changed. The first is the one all others are compared with.
  static List<Design> all() {
    ModelShape dense = ModelLibrary.of("llama-3.1-405b");
    ModelShape sparse = ModelLibrary.of("deepseek-v3");
    double denseShare = Recipe.find("llama-3.1-405b").orElseThrow().utilisation();
    double sparseShare = Recipe.find("deepseek-v3").orElseThrow().utilisation();
    Precision wide = Precision.of("bf16");
    Precision narrow = Precision.of("fp8");
    return List.of(
        new Design("dense, bf16", dense, wide, denseShare),
        new Design("dense, fp8", dense, narrow, denseShare),
        new Design("moe + gqa, fp8", grouped(sparse), narrow, sparseShare),
        new Design("moe + mla, bf16", sparse, wide, sparseShare),
        new Design("moe + mla, fp8", sparse, narrow, sparseShare));
  }

  /// The same with 8 groups of keys and values instead of latents; as many weights.
  private static ModelShape grouped(ModelShape of) {
    AttentionShape attention = new AttentionShape.Grouped(128, 8, 128);
    return new ModelShape(
        of.name() + " with grouped attention",
        of.parameters(),
        of.layers(),
        of.width(),
        attention,
        of.experts(),
        of.context());
  }
}
