package dev.fathom.lab;

import dev.fathom.kernel.CacheRows;
import dev.fathom.kernel.KernelSet;
import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Tensor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/// Attention over the cache of one layer.
public class AttentionBenchmark extends KernelBenchmark {
  /// Whose heads, over which cache.
  @Param public Form form = Form.GROUPED_F16;

  /// Which tokens.
  @Param public Tokens tokens = Tokens.DECODE_AT_8192;

  private @Nullable Open open;

  /// Heads and the type of their cache.
  public enum Form {
    GROUPED_F16(ElementType.F16, Heads.GROUPED),
    GROUPED_Q8_0(ElementType.Q8_0, Heads.GROUPED),
    ABSORBED_F16(ElementType.F16, Heads.ABSORBED),
    ABSORBED_Q8_0(ElementType.Q8_0, Heads.ABSORBED),
    /// The latents are expanded to F32 before.
    NAIVE_F32(ElementType.F32, Heads.NAIVE);

    private final ElementType type;
    private final Heads heads;

    Form(ElementType type, Heads heads) {
      this.type = type;
      this.heads = heads;
    }
  }

  /// Query heads, key heads, and their widths.
  private enum Heads {
    /// Qwen2.5-1.5B.
    GROUPED(12, 2, 128, 128),
    /// DeepSeek-V2-Lite; values are the first 512 elements of keys.
    ABSORBED(16, 1, 576, 512),
    NAIVE(16, 16, 192, 128);

    private final int queries;
    private final int keys;
    private final int keyWidth;
    private final int valueWidth;

    Heads(int queries, int keys, int keyWidth, int valueWidth) {
      this.queries = queries;
      this.keys = keys;
      this.keyWidth = keyWidth;
      this.valueWidth = valueWidth;
    }

    boolean valuesAreInKeys() {
      return keys == 1;
    }
  }

  /// Which tokens attend to what.
  public enum Tokens {
    /// The next after 8,192.
    DECODE_AT_8192(8192, 1),
    /// The first 256.
    PREFILL_256(0, 256);

    private final int position;
    private final int count;

    Tokens(int position, int count) {
      this.position = position;
      this.count = count;
    }
  }

  /// The cache of a layer.
  private record Layer(Tensor keys, Tensor values) {}

  /// What attends to what.
  private record Open(KernelSet set, Turn<Layer> layers, Tensor q, Tensor out) {}

  @Override
  void fill(Workbench bench) {
    Heads heads = form.heads;
    int values = heads.valuesAreInKeys() ? 0 : heads.keys * heads.valueWidth;
    int keys = heads.keys * heads.keyWidth;
    long bytes = (tokens.position + tokens.count) * form.type.bytes(keys + values);
    open =
        new Open(
            bench.set(),
            Workbench.turn(bytes, () -> layer(bench)),
            bench.floats(tokens.count, heads.queries, heads.keyWidth),
            bench.floats(tokens.count, heads.queries, heads.valueWidth));
  }

  private Layer layer(Workbench bench) {
    Heads heads = form.heads;
    int length = tokens.position + tokens.count;
    Tensor keys = bench.tensor(form.type, length, (long) heads.keys * heads.keyWidth);
    Tensor values =
        heads.valuesAreInKeys()
            ? keys.columns(0, heads.valueWidth)
            : bench.tensor(form.type, length, (long) heads.keys * heads.valueWidth);
    return new Layer(keys, values);
  }

  /// All heads of all tokens.
  @Benchmark
  public Tensor attention(Traffic traffic) {
    Open o = Objects.requireNonNull(open);
    Layer layer = o.layers.next();
    CacheRows keys = CacheRows.contiguous(layer.keys);
    CacheRows values = CacheRows.contiguous(layer.values);
    float scale = (float) (1 / Math.sqrt(form.heads.keyWidth));
    o.set.attention(o.out, o.q, keys, values, tokens.position, scale);
    traffic.move(o.q, o.out, layer.keys);
    if (!form.heads.valuesAreInKeys()) {
      traffic.move(layer.values);
    }
    traffic.f32 += operations();
    return o.out;
  }

  /// Those of scores and of sums of values; powers and merging are not counted.
  private long operations() {
    long count = tokens.count;
    long seen = count * tokens.position + count * (count + 1) / 2;
    Heads heads = form.heads;
    return 2 * seen * heads.queries * (heads.keyWidth + heads.valueWidth);
  }
}
