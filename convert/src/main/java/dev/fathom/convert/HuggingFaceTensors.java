package dev.fathom.convert;

import dev.fathom.model.AttentionConfig;
import dev.fathom.model.ExpertsConfig;
import dev.fathom.model.ModelConfig;
import dev.fathom.model.TensorName;
import dev.fathom.model.WeightSource;
import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Shape;
import dev.fathom.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// The tensors of a folder with safetensors from those of a GGUF file: what {@link GgufTensors}
/// does, undone. Quantised weights become plain ones.
final class HuggingFaceTensors {
  private static final int NONE = WeightSource.NO_LAYER;

  private final ModelConfig config;
  private final NamedWeights weights;
  private final Conversion conversion;
  private final List<NewTensor> tensors = new ArrayList<>();

  private HuggingFaceTensors(ModelConfig config, NamedWeights weights, Conversion conversion) {
    this.config = config;
    this.weights = weights;
    this.conversion = conversion;
  }

  /// @param predictionLayers how many layers of multi-token prediction the file has
  static List<NewTensor> plan(
      ModelConfig config, NamedWeights weights, Conversion conversion, int predictionLayers) {
    HuggingFaceTensors all = new HuggingFaceTensors(config, weights, conversion);
    all.addModel();
    int model = all.tensors.size();
    for (int layer = config.layers(); layer < config.layers() + predictionLayers; layer++) {
      all.block(layer);
      all.prediction(layer);
    }
    weights.requireAllUsed();
    return conversion.prediction() ? all.tensors : all.tensors.subList(0, model);
  }

  private void addModel() {
    matrix(TensorName.EMBEDDING, NONE, config.vocabulary(), config.width());
    for (int layer = 0; layer < config.layers(); layer++) {
      block(layer);
    }
    vector(TensorName.OUTPUT_NORM, NONE, config.width());
    if (!config.tiedEmbeddings()) {
      matrix(TensorName.OUTPUT, NONE, config.vocabulary(), config.width());
    }
    // its numbers are in config.json
    weights.leave(TensorName.ROPE_DIVISORS, NONE);
  }

  private void block(int layer) {
    int width = config.width();
    vector(TensorName.ATTENTION_NORM, layer, width);
    switch (config.attention()) {
      case AttentionConfig.Latent latent -> latent(latent, layer);
      case AttentionConfig.GroupedQuery heads -> grouped(heads, layer);
    }
    vector(TensorName.MLP_NORM, layer, width);
    ExpertsConfig experts = config.experts();
    if (experts == null || !experts.sparse(layer)) {
      matrix(TensorName.GATE, layer, config.denseWidth(), width);
      matrix(TensorName.UP, layer, config.denseWidth(), width);
      matrix(TensorName.DOWN, layer, width, config.denseWidth());
    } else {
      experts(experts, layer, width);
    }
  }

  private void prediction(int layer) {
    int width = config.width();
    matrix(TensorName.PREDICTION_PROJECTION, layer, width, 2L * width);
    vector(TensorName.PREDICTION_TOKEN_NORM, layer, width);
    vector(TensorName.PREDICTION_HIDDEN_NORM, layer, width);
    vector(TensorName.PREDICTION_OUTPUT_NORM, layer, width);
    for (TensorName table :
        List.of(TensorName.PREDICTION_EMBEDDING, TensorName.PREDICTION_OUTPUT)) {
      if (weights.has(table, layer)) {
        matrix(table, layer, config.vocabulary(), width);
      }
    }
  }

  private void grouped(AttentionConfig.GroupedQuery heads, int layer) {
    int queries = heads.heads() * heads.keyWidth();
    rotated(TensorName.QUERY, layer, queries, heads);
    rotated(TensorName.KEY, layer, heads.keyRow(), heads);
    matrix(TensorName.VALUE, layer, heads.valueRow(), config.width());
    matrix(
        TensorName.ATTENTION_OUTPUT,
        layer,
        config.width(),
        (long) heads.heads() * heads.valueWidth());
    if (heads.extras().inputBias()) {
      rotatedBias(TensorName.QUERY_BIAS, layer, queries, heads);
      rotatedBias(TensorName.KEY_BIAS, layer, heads.keyRow(), heads);
      vector(TensorName.VALUE_BIAS, layer, heads.valueRow());
    }
    if (heads.extras().outputBias()) {
      vector(TensorName.ATTENTION_OUTPUT_BIAS, layer, config.width());
    }
    if (heads.extras().headNorms()) {
      vector(TensorName.QUERY_NORM, layer, heads.keyWidth());
      vector(TensorName.KEY_NORM, layer, heads.keyWidth());
    }
  }

  private void rotated(TensorName name, int layer, long rows, AttentionConfig.GroupedQuery heads) {
    Tensor tensor = weights.matrix(name, layer, rows, config.width());
    boolean differs = HeadOrder.differs(config.architecture());
    Rows from =
        differs
            ? new Rows.Reordered(tensor, new HeadOrder(heads.keyWidth()).fromNeighbours())
            : new Rows.Stored(List.of(tensor));
    add(name.inSafetensors(layer, 0), type(tensor), tensor.shape(), from);
  }

  private void rotatedBias(
      TensorName name, int layer, int length, AttentionConfig.GroupedQuery heads) {
    if (!HeadOrder.differs(config.architecture())) {
      vector(name, layer, length);
      return;
    }
    var order = new HeadOrder(heads.keyWidth()).fromNeighbours();
    List<Float> bias = weights.numbers(weights.vector(name, layer, length));
    List<Float> halved =
        IntStream.range(0, length).mapToObj(i -> bias.get((int) order.applyAsLong(i))).toList();
    Shape shape = Shape.of(length);
    add(name.inSafetensors(layer, 0), narrow(halved), shape, new Rows.Numbers(halved));
  }

  private void latent(AttentionConfig.Latent latent, int layer) {
    int width = config.width();
    int queries = latent.heads() * latent.keyWidth();
    int rank = latent.queryRank();
    if (rank == 0) {
      matrix(TensorName.QUERY, layer, queries, width);
    } else {
      matrix(TensorName.QUERY_DOWN, layer, rank, width);
      vector(TensorName.QUERY_DOWN_NORM, layer, rank);
      matrix(TensorName.QUERY_UP, layer, queries, rank);
    }
    matrix(TensorName.LATENT_DOWN, layer, latent.keyRow(), width);
    vector(TensorName.LATENT_NORM, layer, latent.latentRank());
    latentUp(latent, layer);
    matrix(TensorName.ATTENTION_OUTPUT, layer, width, (long) latent.heads() * latent.valueWidth());
  }

  /// Keys `[H, R, nope]` and values `[H, value, R]` become `[H, nope + value, R]`.
  private void latentUp(AttentionConfig.Latent latent, int layer) {
    int nope = latent.nopeWidth();
    int value = latent.valueWidth();
    int rank = latent.latentRank();
    int heads = latent.heads();
    long rows = (long) heads * (nope + value);
    if (!weights.has(TensorName.LATENT_KEY, layer)) {
      // a file of before April 2025
      matrix(TensorName.LATENT_UP, layer, rows, rank);
      return;
    }
    List<Tensor> keys = weights.stacked(TensorName.LATENT_KEY, layer, heads, Shape.of(rank, nope));
    List<Tensor> values =
        weights.stacked(TensorName.LATENT_VALUE, layer, heads, Shape.of(value, rank));
    Rows from = new Rows.Turned(blocks(keys, rank), blocks(values, value));
    String name = TensorName.LATENT_UP.inSafetensors(layer, 0);
    add(name, type(keys.getFirst()), Shape.of(rows, rank), from);
  }

  private static List<Rows.Block> blocks(List<Tensor> matrices, int rows) {
    return matrices.stream().map(matrix -> new Rows.Block(matrix, 0, rows)).toList();
  }

  private void experts(ExpertsConfig experts, int layer, int width) {
    int count = experts.count();
    Tensor router = weights.matrix(TensorName.ROUTER, layer, count, width);
    add(
        TensorName.ROUTER.inSafetensors(layer, 0),
        narrow(router),
        router.shape(),
        new Rows.Stored(List.of(router)));
    if (experts.router().correctionBias()) {
      vector(TensorName.ROUTER_BIAS, layer, count);
    }
    stack(TensorName.EXPERT_GATE, layer, count, Shape.of(experts.width(), width));
    stack(TensorName.EXPERT_UP, layer, count, Shape.of(experts.width(), width));
    stack(TensorName.EXPERT_DOWN, layer, count, Shape.of(width, experts.width()));
    if (experts.shared() > 0) {
      matrix(TensorName.SHARED_GATE, layer, experts.sharedWidth(), width);
      matrix(TensorName.SHARED_UP, layer, experts.sharedWidth(), width);
      matrix(TensorName.SHARED_DOWN, layer, width, experts.sharedWidth());
    }
  }

  private void stack(TensorName name, int layer, int count, Shape each) {
    List<Tensor> parts = weights.experts(name, layer, count, each);
    for (int expert = 0; expert < count; expert++) {
      Tensor part = parts.get(expert);
      tensors.add(NewTensor.of(name.inSafetensors(layer, expert), type(part), part));
    }
  }

  private void matrix(TensorName name, int layer, long rows, long columns) {
    Tensor tensor = weights.matrix(name, layer, rows, columns);
    tensors.add(NewTensor.of(name.inSafetensors(layer, 0), type(tensor), tensor));
  }

  private void vector(TensorName name, int layer, int length) {
    Tensor tensor = weights.vector(name, layer, length);
    tensors.add(NewTensor.of(name.inSafetensors(layer, 0), narrow(tensor), tensor));
  }

  private void add(String name, ElementType type, Shape shape, Rows rows) {
    tensors.add(new NewTensor(name, type, shape, rows));
  }

  private ElementType type(Tensor tensor) {
    ElementType kept = tensor.type().isQuantized() ? ElementType.BF16 : tensor.type();
    return conversion.type().orElse(kept);
  }

  private ElementType narrow(Tensor tensor) {
    return tensor.type() == ElementType.F32 ? narrow(weights.all(tensor)) : tensor.type();
  }

  /// GGUF widens norms, biases and routers to f32: they become narrow again where nothing is lost.
  private ElementType narrow(List<Float> numbers) {
    ElementType wanted = conversion.type().orElse(ElementType.BF16);
    boolean exact =
        switch (wanted) {
          case BF16 -> numbers.stream().allMatch(it -> (Float.floatToRawIntBits(it) & 0xFFFF) == 0);
          case F16 ->
              numbers.stream().allMatch(it -> Float.float16ToFloat(Float.floatToFloat16(it)) == it);
          default -> false;
        };
    return exact ? wanted : ElementType.F32;
  }
}
