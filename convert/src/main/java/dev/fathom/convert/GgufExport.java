package dev.fathom.convert;

import dev.fathom.format.GgufWriter;
import dev.fathom.format.Metadata;
import dev.fathom.kernel.KernelSet;
import dev.fathom.kernel.Kernels;
import dev.fathom.model.ModelFile;
import dev.fathom.model.WeightSource;
import dev.fathom.tensor.ElementType;
import java.io.IOException;
import java.nio.file.Path;

/// Writes a model in Hugging Face's layout as one GGUF file, with the keys and tensors that
/// llama.cpp's own converter writes, and the layer of multi-token prediction besides, which that
/// leaves out. Weights keep their precision or become what is asked for; FP8 becomes BF16, norms,
/// biases and routers F32. Reads and writes a few rows at a time; the file appears whole or not at
/// all.
public final class GgufExport {
  private GgufExport() {}

  /// Writes `source` to `target`, replacing a file of that name.
  public static void write(ModelFile source, Path target) throws IOException {
    write(source, target, Conversion.keeping());
  }

  /// As {@link #write(ModelFile, Path)}; matrices whose rows are whole blocks of `type` (Q8_0, Q4_0
  /// or a plain type) become that.
  public static void write(ModelFile source, Path target, ElementType type) throws IOException {
    write(source, target, Conversion.keeping().to(type).with(Conversion.Misfit.KEEP));
  }

  /// Writes `source` to `target`, replacing a file of that name, and returns the bytes of its
  /// tensors.
  public static long write(ModelFile source, Path target, Conversion conversion)
      throws IOException {
    if (WeightSource.isGguf(source.checkpoint())) {
      throw new ConvertException(
          source.name() + ": is GGUF already; 'fathom quantize' changes the types in it");
    }
    try (KernelSet kernels = Kernels.best(0)) {
      NamedWeights weights = new NamedWeights(source, kernels);
      GgufTensors.Plan plan = GgufTensors.plan(source.config(), weights, conversion);
      GgufWriter writer = keys(source, plan);
      long bytes = plan.tensors().stream().mapToLong(NewTensor::bytes).sum();
      TensorPress press = new TensorPress(kernels, conversion.watcher(), bytes);
      for (NewTensor tensor : plan.tensors()) {
        writer.tensor(tensor.name(), tensor.type(), tensor.shape(), press.content(tensor));
      }
      Space.require(target, bytes);
      writer.writeTo(target);
      return bytes;
    }
  }

  private static GgufWriter keys(ModelFile source, GgufTensors.Plan plan) {
    GgufWriter writer = new GgufWriter();
    new GgufGeneral(source, plan.tensors(), writer).write();
    Metadata config =
        source
            .companionJson("config.json")
            .orElseThrow(() -> new ConvertException(source.name() + "/config.json: not found"));
    new GgufKeys(source.name(), source.config(), config, writer).write(plan.predictionLayers());
    new VocabularyToGguf(source).writeTo(writer);
    return writer;
  }
}
