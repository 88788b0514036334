package dev.fathom.model;

import dev.fathom.kernel.CacheRows;
import dev.fathom.kernel.KernelSet;
import dev.fathom.kernel.RopeLayout;
import dev.fathom.tensor.Shape;
import dev.fathom.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// Multi-head latent attention (DeepSeek-V3 report, eq. 1 to 11), with a cache of one row a
/// position: the normalised latent and the rotated key that all heads share.
final class LatentAttention implements Attention {
  private final int layer;
  private final AttentionConfig.Latent shape;
  private final LatentWeights weights;
  private final LatentForm form;
  private final RopeLayout layout;
  private final float scale;
  private final float epsilon;

  LatentAttention(
      int layer,
      AttentionConfig.Latent shape,
      LatentWeights weights,
      ModelConfig config,
      LatentForm form) {
    this.layer = layer;
    this.shape = shape;
    this.weights = weights;
    this.form = form;
    this.layout = config.rope().layout();
    this.scale = config.attentionScale();
    this.epsilon = config.normEpsilon();
  }

  @Override
  public void forward(Tensor out, Tensor x, Pass pass) {
    Tensor query = queries(x, pass);
    Tensor row = latentRow(x, pass);
    for (Pass.Stretch stretch : pass.stretches()) {
      CacheRows cache = pass.keys(layer, stretch);
      pass.kernels().store(cache, stretch.position(), stretch.of(row));
    }
    Tensor mixed =
        Heads.of(pass.buffer("mixed", shape.heads() * shape.valueWidth()), shape.heads());
    switch (form) {
      case NAIVE -> naive(mixed, query, pass);
      case ABSORBED -> absorbed(mixed, query, pass);
    }
    pass.kernels().matmul(out, rowsOf(mixed), weights.output());
  }

  /// `[T, H, nope + rope]`, the rope part rotated.
  private Tensor queries(Tensor x, Pass pass) {
    KernelSet kernels = pass.kernels();
    Tensor source = x;
    if (weights.queryDown().isPresent()) {
      LatentWeights.Compression down = weights.queryDown().get();
      source = pass.product("query.latent", x, down.weight());
      kernels.rmsNorm(source, source, down.norm(), epsilon);
    }
    Tensor query = Heads.of(pass.product("query", source, weights.query()), shape.heads());
    kernels.rope(ropePart(query), pass.rotation(), layout);
    return query;
  }

  /// `[T, R + rope]`, what the cache holds: the latent normalised, the shared key rotated.
  private Tensor latentRow(Tensor x, Pass pass) {
    Tensor row = pass.product("latent", x, weights.latentDown());
    Tensor latent = row.columns(0, shape.latentRank());
    pass.kernels().rmsNorm(latent, latent, weights.latentNorm(), epsilon);
    Tensor key = Heads.single(row, shape.latentRank(), shape.ropeWidth());
    pass.kernels().rope(key, pass.rotation(), layout);
    return row;
  }

  /// Expands keys and values of all positions, then attends as if they had been cached.
  private void naive(Tensor mixed, Tensor query, Pass pass) {
    for (Pass.Stretch stretch : pass.stretches()) {
      // room for twice as many: the buffers need not grow at every token
      long room = Long.highestOneBit(stretch.end()) << 1;
      Tensor rows = room(pass, "naive.rows", room, shape.keyRow()).rows(0, stretch.end());
      pass.kernels().load(rows, pass.keys(layer, stretch), 0);
      Tensor keys =
          room(pass, "naive.keys", room, shape.heads() * shape.keyWidth()).rows(0, stretch.end());
      Tensor values =
          room(pass, "naive.values", room, shape.heads() * shape.valueWidth())
              .rows(0, stretch.end());
      for (int head = 0; head < shape.heads(); head++) {
        expand(head, keys, values, rows, pass.kernels());
      }
      pass.kernels()
          .attention(
              ofStretch(mixed, stretch),
              ofStretch(query, stretch),
              CacheRows.contiguous(keys),
              CacheRows.contiguous(values),
              stretch.position(),
              scale);
    }
  }

  private void expand(int head, Tensor keys, Tensor values, Tensor rows, KernelSet kernels) {
    Tensor latent = Heads.single(rows, 0, shape.latentRank());
    int keyAt = head * shape.keyWidth();
    Tensor key = Heads.single(keys, keyAt, shape.nopeWidth());
    List<Tensor> weight = List.of(weights.up().keys().get(head));
    if (weights.up().keysTransposed()) {
      kernels.matmulHeadsTransposed(key, latent, weight);
    } else {
      kernels.matmulHeads(key, latent, weight);
    }
    copy(
        keys.columns(keyAt + shape.nopeWidth(), shape.ropeWidth()),
        rows.columns(shape.latentRank(), shape.ropeWidth()));
    Tensor value = Heads.single(values, head * shape.valueWidth(), shape.valueWidth());
    kernels.matmulHeads(value, latent, List.of(weights.up().values().get(head)));
  }

  /// Takes the queries into the latent's space, attends there, and takes the result to the values:
  /// all heads read the same row, whose first R elements are its value.
  private void absorbed(Tensor mixed, Tensor query, Pass pass) {
    KernelSet kernels = pass.kernels();
    int rank = shape.latentRank();
    Tensor wide =
        Heads.of(pass.buffer("absorbed.query", shape.heads() * shape.keyRow()), shape.heads());
    Tensor nope = Heads.part(query, 0, shape.nopeWidth());
    Tensor latentQuery = Heads.part(wide, 0, rank);
    if (weights.up().keysTransposed()) {
      kernels.matmulHeads(latentQuery, nope, weights.up().keys());
    } else {
      kernels.matmulHeadsTransposed(latentQuery, nope, weights.up().keys());
    }
    copy(wide.columns(rank, shape.ropeWidth()), ropePart(query));
    Tensor context = Heads.of(pass.buffer("absorbed.context", shape.heads() * rank), shape.heads());
    for (Pass.Stretch stretch : pass.stretches()) {
      kernels.attention(
          ofStretch(context, stretch),
          ofStretch(wide, stretch),
          pass.keys(layer, stretch),
          pass.values(layer, stretch),
          stretch.position(),
          scale);
    }
    kernels.matmulHeads(mixed, context, weights.up().values());
  }

  private Tensor ropePart(Tensor query) {
    return Heads.part(query, shape.nopeWidth(), shape.ropeWidth());
  }

  private static Tensor room(Pass pass, String name, long rows, int columns) {
    return pass.scratch().get(name, rows, columns);
  }

  private Tensor ofStretch(Tensor heads, Pass.Stretch stretch) {
    return Heads.of(stretch.of(rowsOf(heads)), shape.heads());
  }

  private Tensor rowsOf(Tensor heads) {
    long tokens = heads.shape().length(0);
    return heads.reshape(Shape.of(tokens, (long) shape.heads() * heads.columns()));
  }

  private static void copy(Tensor to, Tensor from) {
    long bytes = (long) to.columns() * Float.BYTES;
    for (long row = 0; row < to.rows(); row++) {
      MemorySegment.copy(
          from.data(), row * from.rowStride(), to.data(), row * to.rowStride(), bytes);
    }
  }
}
