package dev.fathom.train.pipeline;

import dev.fathom.train.recipe.Recipe;
import dev.fathom.train.recipe.Recipes;

/// A recipe that is made in seconds and is good for nothing.
final class TinyRecipe {
  static final String TOML =
      """
      name = "tiny"
      seed = 5
      [model]
      width = 32
      layers = 2
      context = 192
      dense-width = 32
      heads = 2
      query-rank = 12
      latent-rank = 16
      nope-width = 8
      rope-width = 8
      value-width = 8
      experts = 4
      expert-width = 16
      [tokenizer]
      vocabulary = 320
      problems = 100
      [compute]
      half-precision = false
      [[stage]]
      name = "pretrain"
      kind = "pretrain"
      steps = 6
      batch-tokens = 400
      checkpoint-every = 2
      validate-every = 6
      validation-rows = 4
      validation-questions = 6
      [stage.mix.families]
      chain_sum = { levels = [1] }
      gcd = { levels = [1] }
      [[stage]]
      name = "sft"
      kind = "sft"
      from = "pretrain"
      steps = 4
      batch-tokens = 400
      checkpoint-every = 2
      validate-every = 0
      [stage.mix.families]
      chain_sum = { levels = [1] }
      """;

  /// A stage more.
  static final String REINFORCED =
      TOML
          + """
          [[stage]]
          name = "grpo"
          kind = "grpo"
          from = "sft"
          steps = 2
          prompts = 2
          group = 2
          longest = 24
          kl = 0.01
          checkpoint-every = 1
          validate-every = 2
          validation-rows = 2
          [stage.mix.families]
          chain_sum = { levels = [1] }
          """;

  private TinyRecipe() {}

  static Recipe recipe() {
    return Recipes.parse("tiny.toml", TOML);
  }
}
