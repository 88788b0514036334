package dev.fathom.train.runs;

import dev.fathom.kernel.RopeLayout;
import dev.fathom.model.AttentionConfig;
import dev.fathom.model.ModelConfig;
import dev.fathom.model.RopeConfig;
import dev.fathom.model.RopeScaling;

/// The numbers of a model so small that nobody needs it.
final class SmallModel {
  static final ModelConfig CONFIG =
      new ModelConfig(
          "llama",
          512,
          64,
          16,
          1,
          1e-6f,
          true,
          new AttentionConfig.GroupedQuery(
              2, 2, 8, 8, new AttentionConfig.Extras(false, false, false)),
          new RopeConfig(8, 10000, RopeLayout.INTERLEAVED, new RopeScaling.None()),
          32,
          null);

  private SmallModel() {}
}
