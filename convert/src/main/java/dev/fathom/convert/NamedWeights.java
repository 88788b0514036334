package dev.fathom.convert;

import dev.fathom.format.Checkpoint;
import dev.fathom.kernel.KernelSet;
import dev.fathom.model.ModelFile;
import dev.fathom.model.TensorName;
import dev.fathom.model.WeightSource;
import dev.fathom.tensor.Shape;
import dev.fathom.tensor.Tensor;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/// A model's weights by what they are, and which tensors of the file nobody asked for: a conversion
/// drops nothing silently.
final class NamedWeights {
  /// Tensors that hold no weights: tables that every reader works out itself.
  private static final Set<String> TABLES =
      Set.of("rotary_emb.inv_freq", "attention.bias", "attn.masked_bias");

  private final Checkpoint checkpoint;
  private final WeightSource source;
  private final boolean gguf;
  private final KernelSet kernels;
  private final Set<String> used = new HashSet<>();

  NamedWeights(ModelFile file, KernelSet kernels) {
    this.checkpoint = file.checkpoint();
    this.source = new WeightSource(checkpoint);
    this.gguf = WeightSource.isGguf(checkpoint);
    this.kernels = kernels;
  }

  boolean has(TensorName name, int layer) {
    return source.has(name, layer);
  }

  Tensor matrix(TensorName name, int layer, long rows, long columns) {
    use(name, layer, 0);
    return source.matrix(name, layer, rows, columns);
  }

  Tensor vector(TensorName name, int layer, long length) {
    use(name, layer, 0);
    return source.vector(name, layer, length);
  }

  List<Tensor> stacked(TensorName name, int layer, int count, Shape each) {
    use(name, layer, 0);
    return source.stacked(name, layer, count, each);
  }

  List<Tensor> experts(TensorName name, int layer, int count, Shape each) {
    for (int expert = 0; expert < count; expert++) {
      use(name, layer, expert);
    }
    return source.experts(name, layer, count, each);
  }

  /// Says that the tensor is known and not wanted.
  void leave(TensorName name, int layer) {
    use(name, layer, 0);
  }

  private void use(TensorName name, int layer, int expert) {
    used.add(gguf ? name.inGguf(layer) : name.inSafetensors(layer, expert));
  }

  /// The numbers of a vector.
  List<Float> numbers(Tensor vector) {
    return all(vector.reshape(Shape.of(1, vector.columns())));
  }

  /// All numbers of a small tensor, row after row.
  List<Float> all(Tensor tensor) {
    try (Arena passing = Arena.ofShared()) {
      Tensor plain = Tensor.allocate(passing, tensor.rows(), tensor.columns());
      Tensor matrix = tensor.reshape(Shape.of(tensor.rows(), tensor.columns()));
      kernels.gather(plain, matrix, IntStream.range(0, tensor.rows()).toArray());
      List<Float> numbers = new ArrayList<>();
      for (int row = 0; row < plain.rows(); row++) {
        for (float number : plain.row(row)) {
          numbers.add(number);
        }
      }
      return numbers;
    }
  }

  /// Fails if the file holds a tensor that was neither taken nor left.
  void requireAllUsed() {
    List<String> others =
        checkpoint.entries().keySet().stream().filter(name -> !isUsed(name)).toList();
    if (!others.isEmpty()) {
      throw new ConvertException(
          "%s: tensor '%s'%s has no place in this architecture; nothing was written"
              .formatted(
                  checkpoint.name(),
                  others.getFirst(),
                  others.size() == 1 ? "" : " (and " + (others.size() - 1) + " more)"));
    }
  }

  private boolean isUsed(String name) {
    String scaled = name.replaceFirst("_scale_inv$", "");
    return used.contains(scaled) || TABLES.stream().anyMatch(name::endsWith);
  }
}
