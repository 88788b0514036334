package dev.fathom.engine;

import dev.fathom.meter.ByteCount;
import dev.fathom.meter.Flops;
import dev.fathom.model.AttentionConfig;
import dev.fathom.model.ModelConfig;
import dev.fathom.model.ModelFile;
import dev.fathom.model.WeightTraffic;
import dev.fathom.tensor.ElementType;
import org.jspecify.annotations.Nullable;

/// What tokens cost in arithmetic and memory traffic, by the model's shape.
///
/// Two operations for every weight a token meets, and attention: each head's product of query and
/// key, and its sum of values, over all tokens before and itself. Latent attention counts in this
/// plain form, too, whichever form computes it. Of memory, the weights once a pass, shared by its
/// tokens, and the keys and values of a sequence once a pass.
///
/// @param perToken operations on the weights of the blocks
/// @param perLogits operations of the output head
/// @param perPair operations of attention for a token and one that it reads
/// @param cacheBytes of one token
/// @param weights null where they are not known
record Workload(
    double perToken,
    double perLogits,
    double perPair,
    long cacheBytes,
    @Nullable WeightTraffic weights) {
  /// Of something that only computes logits, nobody knows how.
  static final Workload UNKNOWN = new Workload(0, 0, 0, 0, null);

  static Workload of(ModelFile file, ElementType cacheType) {
    ModelConfig config = file.config();
    double head = (double) config.vocabulary() * config.width();
    double blocks = config.parameters().activeWithoutEmbedding() - head;
    AttentionConfig attention = config.attention();
    double widths =
        switch (attention) {
          case AttentionConfig.GroupedQuery grouped -> grouped.keyWidth() + grouped.valueWidth();
          case AttentionConfig.Latent latent -> latent.keyWidth() + latent.valueWidth();
        };
    return new Workload(
        2 * blocks,
        2 * head,
        2 * widths * attention.heads() * config.layers(),
        config.cacheBytesPerToken(cacheType),
        file.traffic());
  }

  /// The arithmetic for `tokens` tokens behind `position` others, with `rows` rows of logits.
  Flops flops(int tokens, int position, int rows) {
    double pairs = (double) tokens * position + tokens * (tokens + 1.0) / 2;
    return new Flops(perToken * tokens + perLogits * rows + perPair * pairs);
  }

  /// The bytes read for `tokens` tokens behind `position` others in a pass of `all` tokens.
  ByteCount bytes(int tokens, int position, int all) {
    double shared = weights == null ? 0 : (double) weights.bytes(all) * tokens / all;
    return new ByteCount(shared + (double) cacheBytes * ((long) position + tokens));
  }
}
