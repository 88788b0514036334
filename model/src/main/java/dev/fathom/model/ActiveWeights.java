package dev.fathom.model;

import dev.fathom.format.Checkpoint;
import dev.fathom.format.TensorEntry;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a pass over one token reads of a checkpoint.
final class ActiveWeights {
  /// A tensor of a layer, in GGUF and in safetensors.
  private static final Pattern LAYER = Pattern.compile("(?:blk|model\\.layers)\\.(\\d{1,9})\\..*");

  /// A tensor of routed experts: all of them stacked in GGUF, one in safetensors.
  private static final Pattern EXPERTS = Pattern.compile(".*(?:_exps\\.|\\.mlp\\.experts\\.).*");

  private ActiveWeights() {}

  /// Bytes as they lie in the file: of routed experts the share that is chosen; nothing of an input
  /// embedding that is not the output, too (one row), nor of layers for multi-token prediction.
  static long bytes(ModelConfig config, Checkpoint checkpoint) {
    return of(config, checkpoint).bytes(1);
  }

  /// Those that every pass reads, and those of routed experts.
  static WeightTraffic of(ModelConfig config, Checkpoint checkpoint) {
    long always = 0;
    long routed = 0;
    for (var entry : checkpoint.entries().entrySet()) {
      TensorEntry tensor = entry.getValue();
      if (!isRead(entry.getKey(), config)) {
        continue;
      }
      if (EXPERTS.matcher(entry.getKey()).matches()) {
        routed += tensor.bytes();
      } else {
        always += tensor.bytes();
      }
    }
    ExpertsConfig experts = config.experts();
    double share = experts == null ? 1 : (double) experts.used() / experts.count();
    return new WeightTraffic(always, routed, share);
  }

  private static boolean isRead(String name, ModelConfig config) {
    Matcher layer = LAYER.matcher(name);
    if (layer.matches()) {
      return Integer.parseInt(layer.group(1)) < config.layers();
    }
    boolean embedding =
        name.equals(TensorName.EMBEDDING.inGguf(WeightSource.NO_LAYER))
            || name.equals(TensorName.EMBEDDING.inSafetensors(WeightSource.NO_LAYER, 0));
    return !embedding || config.tiedEmbeddings();
  }
}
