package dev.fathom.convert;

import dev.fathom.format.Metadata;
import dev.fathom.format.SafetensorsWriter;
import dev.fathom.kernel.KernelSet;
import dev.fathom.kernel.Kernels;
import dev.fathom.model.ModelConfig;
import dev.fathom.model.ModelFile;
import dev.fathom.model.RopeScaling;
import dev.fathom.model.TensorName;
import dev.fathom.model.WeightSource;
import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes a GGUF model as a folder in Hugging Face's layout: safetensors, `config.json` and the
/// tokenizer's files. Quantised weights become BF16 or what is asked for. Reads and writes a few
/// rows at a time; the folder appears whole or not at all.
public final class SafetensorsExport {
  /// How large one file becomes; the hub's own tools cut there too.
  private static final long SHARD = 5_000_000_000L;

  private final ModelFile source;
  private final Conversion conversion;
  private final long shard;
  private final KernelSet kernels;
  private final NamedWeights weights;
  private final int predictionLayers;

  private SafetensorsExport(
      ModelFile source, Conversion conversion, long shard, KernelSet kernels) {
    this.source = source;
    this.conversion = conversion;
    this.shard = shard;
    this.kernels = kernels;
    this.weights = new NamedWeights(source, kernels);
    Metadata keys = source.checkpoint().metadata();
    String key = source.config().architecture() + ".nextn_predict_layers";
    this.predictionLayers = keys.findLong(key).isEmpty() ? 0 : keys.intValue(key);
  }

  /// Writes `source` to the folder `target`, in the place of a folder that holds a model, and
  /// returns the bytes of its tensors.
  public static long write(ModelFile source, Path target, Conversion conversion)
      throws IOException {
    return write(source, target, conversion, SHARD);
  }

  /// As {@link #write(ModelFile, Path, Conversion)}, with files of about `shard` bytes.
  static long write(ModelFile source, Path target, Conversion conversion, long shard)
      throws IOException {
    if (!WeightSource.isGguf(source.checkpoint())) {
      throw new ConvertException(
          source.name() + ": is no GGUF file; safetensors are written as GGUF only");
    }
    if (conversion.type().filter(ElementType::isQuantized).isPresent()) {
      throw new ConvertException("safetensors hold plain numbers; try --type bf16");
    }
    try (KernelSet kernels = Kernels.best(0)) {
      return new SafetensorsExport(source, conversion, shard, kernels).write(target);
    }
  }

  private long write(Path target) throws IOException {
    ModelConfig config = source.config();
    List<NewTensor> tensors =
        HuggingFaceTensors.plan(config, weights, conversion, predictionLayers);
    long bytes = tensors.stream().mapToLong(NewTensor::bytes).sum();
    int prediction = conversion.prediction() ? predictionLayers : 0;
    Map<String, @Nullable Object> json =
        new ConfigJson(source.name(), config, scaling()).build(prediction, dtype(tensors));
    TokenizerJson tokenizer = new TokenizerJson(source.name(), source.checkpoint().metadata());
    Map<String, @Nullable Object> generation = tokenizer.generation();
    List.of("bos_token_id", "eos_token_id", "pad_token_id")
        .forEach(key -> json.put(key, generation.get(key)));
    Space.require(target, bytes);
    NewFolder.write(
        target,
        folder -> {
          JsonFile.write(folder.resolve("config.json"), json);
          JsonFile.write(folder.resolve("generation_config.json"), generation);
          JsonFile.write(folder.resolve("tokenizer.json"), tokenizer.tokenizer());
          JsonFile.write(
              folder.resolve("tokenizer_config.json"), tokenizer.config(config.context()));
          weights(folder, tensors, bytes);
        });
    return bytes;
  }

  private static String dtype(List<NewTensor> tensors) {
    return switch (tensors.getFirst().type()) {
      case F32 -> "float32";
      case F16 -> "float16";
      default -> "bfloat16";
    };
  }

  /// The scaling of the keys or, where the file has divisors, Llama 3's.
  private RopeScaling scaling() {
    int none = WeightSource.NO_LAYER;
    if (!weights.has(TensorName.ROPE_DIVISORS, none)) {
      return source.config().rope().scaling();
    }
    int pairs = source.config().rope().dimensions() / 2;
    Tensor divisors = weights.vector(TensorName.ROPE_DIVISORS, none, pairs);
    return LlamaRope.fit(weights.numbers(divisors), source.config().rope())
        .orElseThrow(
            () ->
                new ConvertException(
                    source.name() + ": rope_freqs.weight is none of Llama 3's scalings"));
  }

  private void weights(Path folder, List<NewTensor> tensors, long bytes) throws IOException {
    TensorPress press = new TensorPress(kernels, conversion.watcher(), bytes);
    List<List<NewTensor>> shards = shards(tensors);
    Map<String, Object> map = new LinkedHashMap<>();
    for (int index = 0; index < shards.size(); index++) {
      String name =
          shards.size() == 1
              ? "model.safetensors"
              : "model-%05d-of-%05d.safetensors".formatted(index + 1, shards.size());
      SafetensorsWriter writer = new SafetensorsWriter().note("format", "pt");
      for (NewTensor tensor : shards.get(index)) {
        writer.tensor(tensor.name(), tensor.type(), tensor.shape(), press.content(tensor));
        map.put(tensor.name(), name);
      }
      writer.writeTo(folder.resolve(name));
    }
    if (shards.size() > 1) {
      Map<String, @Nullable Object> index = new LinkedHashMap<>();
      index.put("metadata", Map.of("total_size", bytes));
      index.put("weight_map", map);
      JsonFile.write(folder.resolve("model.safetensors.index.json"), index);
    }
  }

  private List<List<NewTensor>> shards(List<NewTensor> tensors) {
    List<List<NewTensor>> shards = new ArrayList<>();
    long filled = Long.MAX_VALUE;
    for (NewTensor tensor : tensors) {
      if (filled > shard - Math.min(shard, tensor.bytes())) {
        shards.add(new ArrayList<>());
        filled = 0;
      }
      shards.getLast().add(tensor);
      filled += tensor.bytes();
    }
    return shards;
  }
}
