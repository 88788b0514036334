package dev.fathom.quantize;

import dev.fathom.format.Metadata;

/// What the rules of the mixes ask about a model.
///
/// @param architecture `general.architecture`
/// @param layers as the file counts them
/// @param experts of a layer; 0 for none
/// @param sharing query heads that share a key head
record ModelShape(String architecture, int layers, int experts, int sharing) {
  static ModelShape of(Metadata metadata) {
    String architecture = metadata.string("general.architecture");
    int heads = first(metadata, architecture + ".attention.head_count", 1);
    return new ModelShape(
        architecture,
        metadata.intValue(architecture + ".block_count"),
        metadata.findLong(architecture + ".expert_count").orElse(0L).intValue(),
        heads / Math.max(1, first(metadata, architecture + ".attention.head_count_kv", heads)));
  }

  /// A count that may be given a layer at a time: the first layer's.
  private static int first(Metadata metadata, String key, int otherwise) {
    Object value = metadata.find(key).orElse((long) otherwise);
    return switch (value) {
      case Long number -> number.intValue();
      case int[] numbers when numbers.length > 0 -> numbers[0];
      case long[] numbers when numbers.length > 0 -> (int) numbers[0];
      default -> otherwise;
    };
  }

  /// Llama and Qwen of 70 billion weights, whose heads share keys and values.
  boolean isSeventyBillion() {
    boolean known = architecture.equals("llama") || architecture.equals("qwen2");
    return known && layers == 80 && (sharing > 1 || architecture.equals("qwen2"));
  }

  /// Layers that deserve more bits: the first and last eighth, and every third between.
  boolean deservesMore(int layer, int of) {
    return layer < of / 8 || layer >= 7 * of / 8 || (layer - of / 8) % 3 == 2;
  }
}
