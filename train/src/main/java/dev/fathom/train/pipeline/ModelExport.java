package dev.fathom.train.pipeline;

import dev.fathom.convert.GgufExport;
import dev.fathom.format.Checkpoint;
import dev.fathom.format.FormatException;
import dev.fathom.format.SafetensorsWriter;
import dev.fathom.kernel.BlockEncoder;
import dev.fathom.kernel.KernelSet;
import dev.fathom.kernel.Kernels;
import dev.fathom.model.ModelFile;
import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Tensor;
import dev.fathom.train.TrainingException;
import dev.fathom.train.runs.DurableFiles;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/// Writes a model that was made here as files that others read.
public final class ModelExport {
  private static final Set<ElementType> PLAIN =
      Set.of(ElementType.F32, ElementType.BF16, ElementType.F16);
  private static final List<String> TEXTS =
      List.of("config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json");

  private final MadeModel made;

  public ModelExport(MadeModel made) {
    this.made = made;
  }

  /// Writes safetensors in Hugging Face's names, what stands beside them, and a card into `folder`.
  ///
  /// @param type of matrices: F32, BF16 or F16; norms and biases stay in F32
  public void safetensors(Path folder, ElementType type) {
    if (!PLAIN.contains(type)) {
      throw new IllegalArgumentException(
          "safetensors are written as f32, bf16 or f16, not as " + type + "; try --gguf");
    }
    try {
      Files.createDirectories(folder);
      for (String text : TEXTS) {
        DurableFiles.write(folder.resolve(text), text(text, type));
      }
      DurableFiles.write(folder.resolve("README.md"), new ModelCardText(made).markdown());
      Path weights = made.folder().resolve("model.safetensors");
      Path target = folder.resolve("model.safetensors");
      if (type == ElementType.F32) {
        DurableFiles.write(
            target, part -> Files.copy(weights, part, StandardCopyOption.REPLACE_EXISTING));
      } else {
        converted(weights, target, type);
      }
    } catch (IOException e) {
      throw new TrainingException("%s: cannot be written: %s".formatted(folder, e), e);
    }
  }

  private String text(String name, ElementType type) throws IOException {
    String text = Files.readString(made.folder().resolve(name));
    String dtype =
        switch (type) {
          case BF16 -> "bfloat16";
          case F16 -> "float16";
          default -> "float32";
        };
    return name.equals("config.json")
        ? text.replaceFirst("\"dtype\"\\s*:\\s*\"\\w+\"", "\"dtype\" : \"" + dtype + "\"")
        : text;
  }

  private static void converted(Path weights, Path target, ElementType type) throws IOException {
    try (Checkpoint checkpoint = Checkpoint.open(weights);
        KernelSet kernels = Kernels.open("scalar", 1)) {
      SafetensorsWriter writer = new SafetensorsWriter().note("format", "pt");
      for (String name : checkpoint.entries().keySet()) {
        Tensor tensor = checkpoint.tensor(name);
        if (tensor.shape().rank() == 1) {
          writer.tensor(name, tensor);
        } else {
          writer.tensor(name, type, tensor.shape(), () -> encoded(tensor, kernels, type));
        }
      }
      writer.writeTo(target);
    }
  }

  private static MemorySegment encoded(Tensor tensor, KernelSet kernels, ElementType type) {
    Tensor rows = tensor.rows(0, tensor.rows());
    Tensor plain = Tensor.allocate(Arena.ofAuto(), rows.rows(), rows.columns());
    kernels.gather(plain, rows, IntStream.range(0, rows.rows()).toArray());
    MemorySegment out = Arena.ofAuto().allocate(type.bytes(plain.shape().elements()), 32);
    long bytes = type.bytes(plain.columns());
    for (int row = 0; row < plain.rows(); row++) {
      BlockEncoder.encode(type, plain.row(row), out, row * bytes);
    }
    return out;
  }

  /// Writes one GGUF file, called as the recipe is.
  ///
  /// @param type of matrices, such as Q8_0; empty keeps F32
  public void gguf(Path file, Optional<ElementType> type) {
    try (ModelFile model = withCard()) {
      if (type.isPresent()) {
        GgufExport.write(model, file, type.get());
      } else {
        GgufExport.write(model, file);
      }
    } catch (IOException e) {
      throw new TrainingException("%s: cannot be written: %s".formatted(file, e), e);
    } catch (FormatException refused) {
      throw new TrainingException(String.valueOf(refused.getMessage()), refused);
    }
  }

  private ModelFile withCard() throws IOException {
    Map<String, String> texts = new HashMap<>();
    for (String text : TEXTS) {
      texts.put(text, Files.readString(made.folder().resolve(text)));
    }
    texts.put("README.md", new ModelCardText(made).markdown());
    return ModelFile.of(Checkpoint.open(made.folder()), texts);
  }
}
