package dev.fathom.kernel;

import static dev.fathom.kernel.VectorLanes.COUNT;

import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/// Products of weights with rows of activations. The rows of all weights of a call are cut into
/// tiles; a tile is decoded once and meets every token, or, for a single token and a type that
/// {@link VectorMatvec} knows, is multiplied as it is read. One call at a time: they share the
/// array of activations.
final class VectorProducts {
  /// Multiplications that are not worth a second thread: about 10 microseconds.
  static final int SMALL = 200_000;

  /// Decoded weights of a tile: as much as the second cache holds beside the activations.
  private static final int PANEL = 96 * 1024;

  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final WorkerTeam team;
  private final VectorActivations activations;
  private final ThreadLocal<VectorScratch> scratches;

  VectorProducts(WorkerTeam team, ThreadLocal<VectorScratch> scratches, boolean roundActivations) {
    this.team = team;
    this.scratches = scratches;
    this.activations = new VectorActivations(team, scratches, roundActivations);
  }

  /// All weights of `products` have one type and shape; `x` holds the rows they name.
  synchronized void run(Tensor out, Tensor x, List<Product> products) {
    if (!products.isEmpty()) {
      activations.take(x, products.getFirst().w().type());
      run(out, products);
    }
  }

  /// All weights have the same number of rows and of columns.
  private void run(Tensor out, List<Product> products) {
    if (products.getFirst().inputs().length == 0) {
      return;
    }
    int rows = products.getFirst().w().rows();
    boolean single = products.stream().allMatch(product -> product.inputs().length == 1);
    int height = Math.clamp(PANEL / activations.stride() / 12 * 12, 12, 48);
    height = single ? Math.max(height, VectorMatvec.HEIGHT) : height;
    int step = height;
    int tiles = Math.ceilDiv(rows, step);
    long work = 0;
    for (Product product : products) {
      work += (long) rows * activations.stride() * product.inputs().length;
    }
    int count = Math.multiplyExact(tiles, products.size());
    team.forRange(
        count,
        work < SMALL ? count : 1,
        (from, to) -> {
          VectorScratch scratch = scratches.get();
          for (int unit = from; unit < to; unit++) {
            int first = unit % tiles * step;
            int end = Math.min(rows, first + step);
            tile(out, products.get(unit / tiles), first, end, scratch);
          }
        });
  }

  private void tile(Tensor out, Product product, int first, int end, VectorScratch scratch) {
    int height = end - first;
    int tokens = product.inputs().length;
    scratch.needSums(Math.multiplyExact(height, tokens));
    scratch.needLanes(48 * COUNT);
    if (tokens == 1 && VectorMatvec.knows(product.w().type())) {
      MemorySegment x = activations.row(product.inputs()[0]);
      VectorMatvec.rows(product.w(), first, height, x, scratch);
    } else {
      decode(product.w(), first, height, scratch);
      multiply(product.inputs(), height, scratch);
    }
    for (int token = 0; token < tokens; token++) {
      long at = product.outputs()[token] * out.rowStride() + (long) first * Float.BYTES;
      MemorySegment.copy(scratch.sums, token * height, out.data(), FLOAT, at, height);
    }
  }

  private void decode(Tensor w, int first, int height, VectorScratch scratch) {
    int stride = activations.stride();
    scratch.needPanel(stride);
    scratch.weights.need(height, stride);
    for (int row = 0; row < height; row++) {
      VectorDecoder.row(w, first + row, scratch, scratch.panel, 0);
      scratch.weights.set(row, scratch.panel, 0);
    }
  }

  /// The decoded rows with every token: some tokens at a time, then the rest one by one.
  private void multiply(int[] inputs, int height, VectorScratch scratch) {
    int token = 0;
    for (; token <= inputs.length - VectorDot.TOKENS; token += VectorDot.TOKENS) {
      someTokens(inputs, token, height, scratch);
    }
    for (; token < inputs.length; token++) {
      oneToken(inputs[token], token, 0, height, scratch);
    }
  }

  private void someTokens(int[] inputs, int token, int height, VectorScratch scratch) {
    int bytes = activations.stride() * Float.BYTES;
    MemorySegment x0 = activations.row(inputs[token]);
    MemorySegment x1 = activations.row(inputs[token + 1]);
    MemorySegment x2 = activations.row(inputs[token + 2]);
    VectorAlignedRows w = scratch.weights;
    int row = 0;
    for (; row <= height - VectorDot.ROWS; row += VectorDot.ROWS) {
      VectorDot.tile(w.row(row), w.row(row + 1), x0, x1, x2, bytes, scratch.lanes);
      for (int i = 0; i < VectorDot.ROWS; i++) {
        for (int j = 0; j < VectorDot.TOKENS; j++) {
          int lane = (i * VectorDot.TOKENS + j) * COUNT;
          scratch.sums[(token + j) * height + row + i] = VectorLanes.sum(scratch.lanes, lane);
        }
      }
    }
    for (int j = 0; j < VectorDot.TOKENS; j++) {
      oneToken(inputs[token + j], token + j, row, height, scratch);
    }
  }

  /// Rows `row .. height` of the decoded ones with one token.
  private void oneToken(int input, int token, int row, int height, VectorScratch scratch) {
    int bytes = activations.stride() * Float.BYTES;
    MemorySegment x = activations.row(input);
    VectorAlignedRows w = scratch.weights;
    float[] lanes = scratch.lanes;
    int done = row;
    for (; done <= height - 4; done += 4) {
      VectorDot.four(
          w.row(done), w.row(done + 1), w.row(done + 2), w.row(done + 3), x, bytes, lanes);
      VectorLanes.sums(lanes, 4, scratch.sums, token * height + done);
    }
    for (; done < height; done++) {
      VectorDot.one(w.row(done), x, bytes, lanes);
      VectorLanes.sums(lanes, 1, scratch.sums, token * height + done);
    }
  }

  /// `out[t, h] = sum_k x[t, h, k] * heads[h][k]`, whose rows are those of the result: each weight
  /// row is decoded once for a group of tokens and added to their sums, in the order of k.
  synchronized void headsTransposed(Tensor out, Tensor x, List<Tensor> heads) {
    int count = heads.size();
    activations.take(x, ElementType.F32); // blocks of w lie across the sum: nothing to round
    int tokens = x.rows() / count;
    int columns = heads.getFirst().columns();
    int group = Math.clamp(PANEL / VectorLanes.padded(columns), 1, 32);
    int groups = Math.ceilDiv(tokens, group);
    long work = (long) x.rows() * x.columns() * columns;
    int units = count * groups;
    team.forRange(
        units,
        work < SMALL ? Math.max(1, units) : 1,
        (from, to) -> {
          for (int unit = from; unit < to; unit++) {
            int token = unit % groups * group;
            int head = unit / groups;
            int size = Math.min(group, tokens - token);
            transposed(out, heads.get(head), token * count + head, count, size);
          }
        });
  }

  /// `size` rows of activations and of the result, from row `row` on, every `step`-th.
  private void transposed(Tensor out, Tensor w, int row, int step, int size) {
    VectorScratch scratch = scratches.get();
    int columns = w.columns();
    int stride = VectorLanes.padded(columns);
    scratch.needPanel(stride);
    scratch.needValues(size * stride);
    Arrays.fill(scratch.values, 0, size * stride, 0);
    for (int k = 0; k < w.rows(); k++) {
      VectorDecoder.row(w, k, scratch, scratch.panel, 0);
      for (int i = 0; i < size; i++) {
        float factor = activations.at(row + i * step, k);
        VectorRows.addScaled(scratch.values, i * stride, scratch.panel, 0, factor, stride);
      }
    }
    for (int i = 0; i < size; i++) {
      long at = (row + (long) i * step) * out.rowStride();
      MemorySegment.copy(scratch.values, i * stride, out.data(), FLOAT, at, columns);
    }
  }
}
