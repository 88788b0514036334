package dev.fathom.convert;

import dev.fathom.model.AttentionConfig;
import dev.fathom.model.ExpertsConfig;
import dev.fathom.model.ModelConfig;
import dev.fathom.model.RopeScaling;
import dev.fathom.model.TensorName;
import dev.fathom.model.WeightSource;
import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Shape;
import dev.fathom.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongUnaryOperator;
import java.util.stream.IntStream;

/// The tensors of a GGUF file from those of a folder with safetensors, named and laid out as
/// llama.cpp's converter does: experts stacked, keys and values of the latent apart, rows of
/// `llama`'s queries and keys in pairs.
final class GgufTensors {
  private static final int NONE = WeightSource.NO_LAYER;

  private final ModelConfig config;
  private final NamedWeights weights;
  private final Conversion conversion;
  private final List<NewTensor> tensors = new ArrayList<>();
  private final int predictionLayers;

  private GgufTensors(ModelConfig config, NamedWeights weights, Conversion conversion) {
    this.config = config;
    this.weights = weights;
    this.conversion = conversion;
    int layers = 0;
    while (weights.has(TensorName.PREDICTION_PROJECTION, config.layers() + layers)) {
      layers++;
    }
    this.predictionLayers = layers;
  }

  /// All of them, those of multi-token prediction last.
  ///
  /// @param predictionLayers how many layers of multi-token prediction are among them
  record Plan(List<NewTensor> tensors, int predictionLayers) {}

  static Plan plan(ModelConfig config, NamedWeights weights, Conversion conversion) {
    GgufTensors all = new GgufTensors(config, weights, conversion);
    all.addModel();
    int model = all.tensors.size();
    all.addPrediction();
    weights.requireAllUsed();
    return conversion.prediction()
        ? new Plan(all.tensors, all.predictionLayers)
        : new Plan(all.tensors.subList(0, model), 0);
  }

  private void addModel() {
    int width = config.width();
    matrix(TensorName.EMBEDDING, NONE, config.vocabulary(), width);
    vector(TensorName.OUTPUT_NORM, NONE, width);
    if (config.tiedEmbeddings()) {
      weights.leave(TensorName.OUTPUT, NONE);
    } else {
      matrix(TensorName.OUTPUT, NONE, config.vocabulary(), width);
    }
    ropeDivisors();
    for (int layer = 0; layer < config.layers(); layer++) {
      block(layer, width);
    }
  }

  private void addPrediction() {
    for (int layer = config.layers(); layer < config.layers() + predictionLayers; layer++) {
      block(layer, config.width());
      prediction(layer, config.width());
    }
  }

  private void block(int layer, int width) {
    vector(TensorName.ATTENTION_NORM, layer, width);
    switch (config.attention()) {
      case AttentionConfig.Latent latent -> latent(latent, layer, width);
      case AttentionConfig.GroupedQuery heads -> grouped(heads, layer, width);
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

  private void prediction(int layer, int width) {
    matrix(TensorName.PREDICTION_PROJECTION, layer, width, 2L * width);
    vector(TensorName.PREDICTION_TOKEN_NORM, layer, width);
    vector(TensorName.PREDICTION_HIDDEN_NORM, layer, width);
    vector(TensorName.PREDICTION_OUTPUT_NORM, layer, width);
    // copies of the model's own, in the published files
    for (TensorName table :
        List.of(TensorName.PREDICTION_EMBEDDING, TensorName.PREDICTION_OUTPUT)) {
      if (weights.has(table, layer)) {
        matrix(table, layer, config.vocabulary(), width);
      }
    }
  }

  private void grouped(AttentionConfig.GroupedQuery heads, int layer, int width) {
    int queries = heads.heads() * heads.keyWidth();
    int mixed = heads.heads() * heads.valueWidth();
    rotated(TensorName.QUERY, layer, queries, heads);
    rotated(TensorName.KEY, layer, heads.keyRow(), heads);
    matrix(TensorName.VALUE, layer, heads.valueRow(), width);
    matrix(TensorName.ATTENTION_OUTPUT, layer, width, mixed);
    if (heads.extras().inputBias()) {
      rotatedBias(TensorName.QUERY_BIAS, layer, queries, heads);
      rotatedBias(TensorName.KEY_BIAS, layer, heads.keyRow(), heads);
      vector(TensorName.VALUE_BIAS, layer, heads.valueRow());
    }
    if (heads.extras().outputBias()) {
      vector(TensorName.ATTENTION_OUTPUT_BIAS, layer, width);
    }
    if (heads.extras().headNorms()) {
      vector(TensorName.QUERY_NORM, layer, heads.keyWidth());
      vector(TensorName.KEY_NORM, layer, heads.keyWidth());
    }
  }

  private void rotated(TensorName name, int layer, long rows, AttentionConfig.GroupedQuery heads) {
    if (!HeadOrder.differs(config.architecture())) {
      matrix(name, layer, rows, config.width());
      return;
    }
    Tensor tensor = weights.matrix(name, layer, rows, config.width());
    LongUnaryOperator order = new HeadOrder(heads.keyWidth()).fromHalves();
    add(name, layer, type(tensor, name, layer), tensor.shape(), new Rows.Reordered(tensor, order));
  }

  private void rotatedBias(
      TensorName name, int layer, int length, AttentionConfig.GroupedQuery heads) {
    if (!HeadOrder.differs(config.architecture())) {
      vector(name, layer, length);
      return;
    }
    LongUnaryOperator order = new HeadOrder(heads.keyWidth()).fromHalves();
    List<Float> bias = weights.numbers(weights.vector(name, layer, length));
    List<Float> paired =
        IntStream.range(0, length).mapToObj(i -> bias.get((int) order.applyAsLong(i))).toList();
    add(name, layer, ElementType.F32, Shape.of(length), new Rows.Numbers(paired));
  }

  private void latent(AttentionConfig.Latent latent, int layer, int width) {
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

  /// `[H, nope + value, R]` becomes keys `[H, R, nope]` and values `[H, value, R]`.
  private void latentUp(AttentionConfig.Latent latent, int layer) {
    int nope = latent.nopeWidth();
    int value = latent.valueWidth();
    int head = nope + value;
    int rank = latent.latentRank();
    Tensor both = weights.matrix(TensorName.LATENT_UP, layer, (long) latent.heads() * head, rank);
    List<Rows.Block> keys =
        IntStream.range(0, latent.heads())
            .mapToObj(h -> new Rows.Block(both, (long) h * head, nope))
            .toList();
    add(
        TensorName.LATENT_KEY,
        layer,
        type(both, TensorName.LATENT_KEY.inGguf(layer), nope),
        Shape.of(latent.heads(), rank, nope),
        new Rows.Turned(keys, List.of()));
    add(
        TensorName.LATENT_VALUE,
        layer,
        type(both, TensorName.LATENT_VALUE.inGguf(layer), rank),
        Shape.of(latent.heads(), value, rank),
        new Rows.Reordered(both, row -> row / value * head + nope + row % value));
  }

  private void experts(ExpertsConfig experts, int layer, int width) {
    int count = experts.count();
    Tensor router = weights.matrix(TensorName.ROUTER, layer, count, width);
    tensors.add(NewTensor.of(TensorName.ROUTER.inGguf(layer), ElementType.F32, router));
    if (experts.router().correctionBias()) {
      vector(TensorName.ROUTER_BIAS, layer, count);
    }
    stack(TensorName.EXPERT_GATE, layer, Shape.of(count, experts.width(), width));
    stack(TensorName.EXPERT_UP, layer, Shape.of(count, experts.width(), width));
    stack(TensorName.EXPERT_DOWN, layer, Shape.of(count, width, experts.width()));
    if (experts.shared() > 0) {
      matrix(TensorName.SHARED_GATE, layer, experts.sharedWidth(), width);
      matrix(TensorName.SHARED_UP, layer, experts.sharedWidth(), width);
      matrix(TensorName.SHARED_DOWN, layer, width, experts.sharedWidth());
    }
  }

  private void stack(TensorName name, int layer, Shape stack) {
    int count = Math.toIntExact(stack.length(0));
    List<Tensor> parts = weights.experts(name, layer, count, stack.inner());
    add(name, layer, type(parts.getFirst(), name, layer), stack, new Rows.Stored(parts));
  }

  private void matrix(TensorName name, int layer, long rows, long columns) {
    Tensor tensor = weights.matrix(name, layer, rows, columns);
    tensors.add(NewTensor.of(name.inGguf(layer), type(tensor, name, layer), tensor));
  }

  /// Norms and biases: ggml wants them in f32.
  private void vector(TensorName name, int layer, int length) {
    Tensor tensor = weights.vector(name, layer, length);
    tensors.add(NewTensor.of(name.inGguf(layer), ElementType.F32, tensor));
  }

  private void add(TensorName name, int layer, ElementType type, Shape shape, Rows rows) {
    tensors.add(new NewTensor(name.inGguf(layer), type, shape, rows));
  }

  /// Llama 3's scaling is a divisor for every pair.
  private void ropeDivisors() {
    weights.leave(TensorName.ROPE_DIVISORS, NONE);
    if (!(config.rope().scaling() instanceof RopeScaling.Llama3 scaling)) {
      return;
    }
    List<Float> divisors = new ArrayList<>();
    for (double divisor : LlamaRope.divisors(scaling, config.rope())) {
      divisors.add((float) divisor);
    }
    Shape shape = Shape.of(divisors.size());
    add(TensorName.ROPE_DIVISORS, NONE, ElementType.F32, shape, new Rows.Numbers(divisors));
  }

  private ElementType type(Tensor tensor, TensorName name, int layer) {
    return type(tensor, name.inGguf(layer), tensor.columns());
  }

  /// What rows of `columns` from `tensor` become.
  private ElementType type(Tensor tensor, String name, int columns) {
    ElementType kept = tensor.type() == ElementType.F8_E4M3 ? ElementType.BF16 : tensor.type();
    ElementType wanted = conversion.type().orElse(kept);
    if (columns % wanted.blockLength() == 0) {
      return wanted;
    }
    if (conversion.misfit() == Conversion.Misfit.REFUSE) {
      throw new ConvertException(
          "tensor '%s' has rows of %d numbers, and %s packs %d together; try --type bf16"
              .formatted(
                  name, columns, wanted.name().toLowerCase(Locale.ROOT), wanted.blockLength()));
    }
    return kept;
  }
}
