package dev.fathom.model;

import dev.fathom.format.GgufWriter;
import dev.fathom.kernel.BlockEncoder;
import dev.fathom.kernel.KernelSet;
import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Shape;
import dev.fathom.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Names a DeepSeek model's tensors as llama.cpp does: experts stacked, keys and values of the
/// latent apart. Tensors that must be made are made when they are written.
final class GgufTensorExport {
  private static final int NONE = WeightSource.NO_LAYER;

  private final ModelConfig config;
  private final AttentionConfig.Latent latent;
  private final WeightSource weights;
  private final KernelSet kernels;
  private final Optional<ElementType> quantised;

  /// Matrices become `quantised` where their rows are whole blocks of it.
  GgufTensorExport(
      ModelConfig config,
      AttentionConfig.Latent latent,
      ModelFile source,
      KernelSet kernels,
      Optional<ElementType> quantised) {
    this.config = config;
    this.latent = latent;
    this.weights = new WeightSource(source.checkpoint());
    this.kernels = kernels;
    this.quantised = quantised;
  }

  void writeTo(GgufWriter writer) {
    int width = config.width();
    matrix(writer, TensorName.EMBEDDING, NONE, config.vocabulary(), width);
    vector(writer, TensorName.OUTPUT_NORM, NONE, width);
    if (!config.tiedEmbeddings()) {
      matrix(writer, TensorName.OUTPUT, NONE, config.vocabulary(), width);
    }
    for (int layer = 0; layer < config.layers(); layer++) {
      vector(writer, TensorName.ATTENTION_NORM, layer, width);
      attention(writer, layer, width);
      vector(writer, TensorName.MLP_NORM, layer, width);
      ExpertsConfig experts = config.experts();
      if (experts == null || !experts.sparse(layer)) {
        mlp(writer, layer, config.denseWidth());
      } else {
        experts(writer, layer, experts);
      }
    }
  }

  private void attention(GgufWriter writer, int layer, int width) {
    int queries = latent.heads() * latent.keyWidth();
    int rank = latent.queryRank();
    if (rank == 0) {
      matrix(writer, TensorName.QUERY, layer, queries, width);
    } else {
      matrix(writer, TensorName.QUERY_DOWN, layer, rank, width);
      vector(writer, TensorName.QUERY_DOWN_NORM, layer, rank);
      matrix(writer, TensorName.QUERY_UP, layer, queries, rank);
    }
    matrix(writer, TensorName.LATENT_DOWN, layer, latent.keyRow(), width);
    vector(writer, TensorName.LATENT_NORM, layer, latent.latentRank());
    latentUp(writer, layer);
    int mixed = latent.heads() * latent.valueWidth();
    matrix(writer, TensorName.ATTENTION_OUTPUT, layer, width, mixed);
  }

  /// `[H, nope + value, R]` becomes keys `[H, R, nope]` and values `[H, value, R]`.
  private void latentUp(GgufWriter writer, int layer) {
    int head = latent.nopeWidth() + latent.valueWidth();
    int rank = latent.latentRank();
    Tensor both = weights.matrix(TensorName.LATENT_UP, layer, (long) latent.heads() * head, rank);
    ElementType key = type(both, latent.nopeWidth());
    writer.tensor(
        TensorName.LATENT_KEY.inGguf(layer),
        key,
        Shape.of(latent.heads(), rank, latent.nopeWidth()),
        () -> encode(transposedKeys(plain(both), head), key));
    ElementType value = type(both, rank);
    writer.tensor(
        TensorName.LATENT_VALUE.inGguf(layer),
        value,
        Shape.of(latent.heads(), latent.valueWidth(), rank),
        () -> encode(values(plain(both), head), value));
  }

  private Tensor transposedKeys(Tensor both, int head) {
    int rank = latent.latentRank();
    Tensor keys = Tensor.allocate(Arena.ofAuto(), (long) latent.heads() * rank, latent.nopeWidth());
    for (int h = 0; h < latent.heads(); h++) {
      for (int key = 0; key < latent.nopeWidth(); key++) {
        float[] row = both.row((long) h * head + key);
        for (int r = 0; r < rank; r++) {
          keys.set((long) h * rank + r, key, row[r]);
        }
      }
    }
    return keys;
  }

  private Tensor values(Tensor both, int head) {
    int width = latent.valueWidth();
    Tensor values =
        Tensor.allocate(Arena.ofAuto(), (long) latent.heads() * width, latent.latentRank());
    for (int row = 0; row < values.rows(); row++) {
      long from = (long) (row / width) * head + latent.nopeWidth() + row % width;
      values.setRow(row, both.row(from));
    }
    return values;
  }

  private void mlp(GgufWriter writer, int layer, int inner) {
    matrix(writer, TensorName.GATE, layer, inner, config.width());
    matrix(writer, TensorName.UP, layer, inner, config.width());
    matrix(writer, TensorName.DOWN, layer, config.width(), inner);
  }

  private void experts(GgufWriter writer, int layer, ExpertsConfig experts) {
    int width = config.width();
    Tensor router = weights.matrix(TensorName.ROUTER, layer, experts.count(), width);
    single(writer, TensorName.ROUTER.inGguf(layer), router);
    if (experts.router().correctionBias()) {
      vector(writer, TensorName.ROUTER_BIAS, layer, experts.count());
    }
    Shape in = Shape.of(experts.count(), experts.width(), width);
    stack(writer, TensorName.EXPERT_GATE, layer, in);
    stack(writer, TensorName.EXPERT_UP, layer, in);
    stack(writer, TensorName.EXPERT_DOWN, layer, Shape.of(experts.count(), width, experts.width()));
    if (experts.shared() > 0) {
      matrix(writer, TensorName.SHARED_GATE, layer, experts.sharedWidth(), width);
      matrix(writer, TensorName.SHARED_UP, layer, experts.sharedWidth(), width);
      matrix(writer, TensorName.SHARED_DOWN, layer, width, experts.sharedWidth());
    }
  }

  private void stack(GgufWriter writer, TensorName name, int layer, Shape stack) {
    int count = Math.toIntExact(stack.length(0));
    Shape each = stack.inner();
    List<Tensor> experts = weights.experts(name, layer, count, each);
    ElementType type = type(experts.getFirst(), experts.getFirst().columns());
    writer.tensor(name.inGguf(layer), type, stack, () -> stacked(experts, type));
  }

  private MemorySegment stacked(List<Tensor> experts, ElementType type) {
    long bytes = type.bytes(experts.getFirst().shape().elements());
    MemorySegment all = Arena.ofAuto().allocate(bytes * experts.size());
    for (int expert = 0; expert < experts.size(); expert++) {
      all.asSlice(expert * bytes, bytes).copyFrom(bytes(experts.get(expert), type));
    }
    return all;
  }

  private void matrix(GgufWriter writer, TensorName name, int layer, long rows, long columns) {
    Tensor tensor = weights.matrix(name, layer, rows, columns);
    ElementType type = type(tensor, tensor.columns());
    writer.tensor(name.inGguf(layer), type, tensor.shape(), () -> bytes(tensor, type));
  }

  /// Norms and biases: ggml wants them in f32.
  private void vector(GgufWriter writer, TensorName name, int layer, int length) {
    single(writer, name.inGguf(layer), weights.vector(name, layer, length));
  }

  private void single(GgufWriter writer, String name, Tensor tensor) {
    writer.tensor(name, ElementType.F32, tensor.shape(), () -> bytes(tensor, ElementType.F32));
  }

  /// What rows of `columns` from `tensor` become.
  private ElementType type(Tensor tensor, int columns) {
    ElementType kept = tensor.type() == ElementType.F8_E4M3 ? ElementType.BF16 : tensor.type();
    return quantised.filter(type -> columns % type.blockLength() == 0).orElse(kept);
  }

  private MemorySegment bytes(Tensor tensor, ElementType type) {
    return tensor.type() == type ? tensor.data() : encode(plain(tensor), type);
  }

  /// A copy in f32.
  private Tensor plain(Tensor tensor) {
    Tensor rows = tensor.rows(0, tensor.rows());
    Tensor plain = Tensor.allocate(Arena.ofAuto(), rows.rows(), rows.columns());
    kernels.gather(plain, rows, IntStream.range(0, rows.rows()).toArray());
    return plain;
  }

  private static MemorySegment encode(Tensor plain, ElementType type) {
    if (type == ElementType.F32) {
      return plain.data();
    }
    MemorySegment out = Arena.ofAuto().allocate(type.bytes(plain.shape().elements()), 32);
    long bytes = type.bytes(plain.columns());
    for (int row = 0; row < plain.rows(); row++) {
      BlockEncoder.encode(type, plain.row(row), out, row * bytes);
    }
    return out;
  }
}
