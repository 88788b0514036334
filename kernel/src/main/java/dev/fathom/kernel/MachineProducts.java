package dev.fathom.kernel;

import dev.fathom.kernel.WeightForecast.Forecast;
import dev.fathom.kernel.x86.ActivationBlocks;
import dev.fathom.kernel.x86.CodePage;
import dev.fathom.kernel.x86.FloatProductCode;
import dev.fathom.kernel.x86.IntegerCode;
import dev.fathom.kernel.x86.ProductCode;
import dev.fathom.kernel.x86.Target;
import dev.fathom.kernel.x86.TileCode;
import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Products of weights with rows of activations, in emitted code. Rows that meet a quantised weight
/// are rounded once a call; then the tiles of all weights are spread over the team. One call at a
/// time: calls share the rounded rows.
final class MachineProducts implements AutoCloseable {
  /// Columns times rows of activations that a tile meets in one call of code, which holds off the
  /// garbage collector: about 0.2 ms, half a millisecond without dot products of 8 bits.
  private static final long LONGEST = 60_000_000 / 32;

  /// Multiplications that are not worth a second thread: about 10 microseconds.
  private static final long SMALL = 300_000;

  /// Bytes of a weight that a thread takes at a time, about.
  private static final long UNIT_BYTES = 64 * 1024;

  /// Rows of activations up to which memory is the limit, not arithmetic: then a tile that nobody
  /// fetched ahead costs more than waiting for its owner.
  private static final int FEW = 4;

  private final WorkerTeam team;
  private final IntegerCode code;

  /// Rows of a weight below which there is no tile.
  private final int fewestRows;

  private final int tileRows;
  private final GrowingMemory activations = new GrowingMemory();
  private final GrowingMemory ones = new GrowingMemory();
  private final GrowingMemory jobs = new GrowingMemory();
  private final WeightForecast forecasts;
  private final ThreadLocal<GrowingMemory> scratches = ThreadLocal.withInitial(GrowingMemory::new);

  MachineProducts(WorkerTeam team, IntegerCode code) {
    this.team = team;
    this.code = code;
    this.fewestRows = code.target().lanes();
    this.tileRows = code.target().tileRows();
    this.forecasts = new WeightForecast(code.fetch(), tileRows);
  }

  /// Whether there is code for this weight; else the vector kernels take it. Depends on the weight
  /// only, so that a row's result depends on it and on its own activations only.
  boolean handles(Tensor w) {
    return w.rows() >= fewestRows && (ProductCode.knows(w.type()) || handlesFloats(w));
  }

  /// Floats come in whole pieces of 16 bytes; and a vector of rows must not lie in two blocks of
  /// FP8 scales.
  private boolean handlesFloats(Tensor w) {
    int step = FloatProductCode.step(w.type());
    boolean oneScale = w.scales() == null || w.rows() % fewestRows == 0;
    return code.target() == Target.AVX512_VNNI
        && step > 0
        && w.columns() % step == 0
        && w.columns() > 0
        && oneScale;
  }

  /// All weights have one type and shape, which is handled; `x` holds the rows they name.
  synchronized void run(Tensor out, Tensor x, List<Product> products) {
    if (x.rows() == 0 || products.isEmpty()) {
      return;
    }
    try {
      multiply(out, x, products);
    } finally { // the code was given mere addresses
      Reference.reachabilityFence(out);
      Reference.reachabilityFence(x);
      Reference.reachabilityFence(products);
    }
  }

  private void multiply(Tensor out, Tensor x, List<Product> products) {
    if (ProductCode.knows(products.getFirst().w().type())) {
      round(x, products.getFirst().w().type());
    }
    List<Product> parts = parts(products, x.columns());
    long[] addresses = describe(parts, out, x);
    Tensor w = parts.getFirst().w();
    int mostTokens = parts.stream().mapToInt(part -> part.inputs().length).max().orElse(0);
    Job job = new Job(parts, mostTokens, addresses, code.product(w.type()));
    long work = (long) parts.size() * mostTokens * w.rows() * x.columns();
    @Nullable Forecast forecast = parts.size() == 1 ? forecasts.after(w) : null;
    Shares shares = new Shares(job.units() * parts.size(), work < SMALL ? 1 : team.threads());
    team.forEach(
        shares.count(),
        1,
        share -> {
          work(job, shares, share);
          if (forecast != null) {
            forecast.fetch(share, shares.count());
          }
        });
  }

  /// What all threads of a call know. A unit of work is `step` tiles of one product.
  private final class Job {
    private final List<Product> parts;
    private final int rows;
    private final long[] addresses;
    private final CodePage.Code routine;
    private final long scratchBytes;
    private final int tiles;
    private final int step;

    /// Whether so few rows of activations meet the weights that memory is the limit.
    private final boolean memoryBound;

    Job(List<Product> parts, int mostTokens, long[] addresses, CodePage.Code routine) {
      Tensor w = parts.getFirst().w();
      this.parts = parts;
      this.rows = w.rows();
      this.addresses = addresses;
      this.routine = routine;
      this.scratchBytes =
          ProductCode.knows(w.type())
              ? ProductCode.scratchBytes(code.target(), mostTokens)
              : FloatProductCode.scratchBytes(mostTokens);
      this.tiles = Math.ceilDiv(w.rows(), tileRows);
      long shortEnough = LONGEST / w.columns() / mostTokens;
      long each = Math.min(shortEnough, UNIT_BYTES / (w.rowStride() * tileRows));
      this.step = Math.clamp(each, 1, Math.max(1, tiles * parts.size() / team.threads()));
      this.memoryBound = mostTokens <= FEW;
    }

    /// Units that another must have left for one to be taken from it.
    int worthTaking() {
      return memoryBound ? 2 : 1;
    }

    int units() {
      return Math.ceilDiv(tiles, step);
    }

    void run(int unit, long scratch) {
      int part = unit / units();
      boolean last = unit % units() == units() - 1;
      if (last && part + 1 < parts.size() && memoryBound) {
        forecasts.fetchStart(parts.get(part + 1).w());
      }
      int first = unit % units() * step;
      int end = Math.min(tiles, first + step);
      tiles(routine, rows, first, end, addresses[part], scratch);
    }
  }

  private void work(Job job, Shares shares, int share) {
    long scratch = scratches.get().need(job.scratchBytes).address();
    for (int unit = shares.takeFront(share); unit >= 0; unit = shares.takeFront(share)) {
      job.run(unit, scratch);
    }
    for (int i = 1; i < shares.count(); i++) {
      int other = (share + i) % shares.count();
      for (int unit = shares.takeBack(other, job.worthTaking());
          unit >= 0;
          unit = shares.takeBack(other, job.worthTaking())) {
        job.run(unit, scratch);
      }
    }
  }

  /// Tiles `first .. end`; the last of a weight may reach back over rows that were done already.
  private void tiles(CodePage.Code routine, int rows, int first, int end, long job, long scratch) {
    int from = first * tileRows;
    int whole = Math.min(end, rows / tileRows) - first;
    if (whole > 0) {
      routine.call(from, from + fewestRows, whole, job, scratch, 0);
    }
    if (whole < end - first) {
      int start = from + whole * tileRows;
      int last = rows - fewestRows;
      routine.call(Math.min(start, last), last, 1, job, scratch, 0);
    }
  }

  private static int chunks(int columns) {
    return Math.ceilDiv(columns, ActivationBlocks.COLUMNS);
  }

  /// Blocks of all rows lie behind each other, chunk by chunk.
  private void round(Tensor x, ElementType type) {
    int columns = x.columns();
    int rows = x.rows();
    long stride = (long) rows * ActivationBlocks.BYTES;
    long to = activations.need(chunks(columns) * stride).address();
    long from = x.data().address();
    long rowStride = x.rowStride();
    CodePage.Code routine = code.rounding(type);
    long count = ActivationBlocks.isWide(type) ? chunks(columns) : columns;
    team.forEach(
        rows,
        (int) Math.max(1, SMALL / 8 / columns),
        row -> {
          long block = to + (long) row * ActivationBlocks.BYTES;
          routine.call(from + row * rowStride, block, count, stride, 0, 0);
        });
  }

  /// Products of many rows are cut, so that no call of code takes long.
  private static List<Product> parts(List<Product> products, int columns) {
    int most = Math.clamp(LONGEST / columns / 6 * 6, 6, 1 << 20);
    List<Product> parts = new ArrayList<>();
    for (Product product : products) {
      int count = product.inputs().length;
      for (int from = 0; from < count; from += most) {
        int to = Math.min(count, from + most);
        parts.add(
            count <= most
                ? product
                : new Product(
                    product.w(),
                    Arrays.copyOfRange(product.inputs(), from, to),
                    Arrays.copyOfRange(product.outputs(), from, to)));
      }
    }
    return parts;
  }

  /// Writes a job for every product; gives their addresses.
  private long[] describe(List<Product> products, Tensor out, Tensor x) {
    long bytes = 0;
    for (Product product : products) {
      bytes += TileCode.JOB_BYTES + 16L * product.inputs().length;
    }
    MemorySegment memory = jobs.need(bytes);
    long[] addresses = new long[products.size()];
    long at = 0;
    for (int i = 0; i < addresses.length; i++) {
      addresses[i] = memory.address() + at;
      at = describe(products.get(i), out, x, memory, at);
    }
    return addresses;
  }

  private long describe(Product product, Tensor out, Tensor x, MemorySegment memory, long at) {
    int tokens = product.inputs().length;
    boolean integers = ProductCode.knows(product.w().type());
    int chunkColumns = integers ? ActivationBlocks.COLUMNS : FloatProductCode.COLUMNS;
    int chunks = Math.ceilDiv(x.columns(), chunkColumns);
    long inputs = at + TileCode.JOB_BYTES;
    long outputs = inputs + 8L * tokens;
    set(memory, at + TileCode.WEIGHT, product.w().data().address());
    set(memory, at + TileCode.ROW_STRIDE, product.w().rowStride());
    set(memory, at + TileCode.CHUNKS, chunks);
    set(memory, at + TileCode.LAST_COLUMNS, x.columns() - (chunks - 1L) * chunkColumns);
    set(memory, at + TileCode.TOKENS, tokens);
    long from = integers ? activations.address() : x.data().address();
    set(memory, at + TileCode.ACTIVATIONS, from);
    long blocks = (long) x.rows() * ActivationBlocks.BYTES;
    set(memory, at + TileCode.CHUNK_STRIDE, integers ? blocks : 4L * chunkColumns);
    describeScales(product.w(), memory, at);
    long inputStride = integers ? ActivationBlocks.BYTES : x.rowStride();
    set(memory, at + TileCode.INPUTS, memory.address() + inputs);
    set(memory, at + TileCode.OUT, out.data().address());
    set(memory, at + TileCode.OUTPUTS, memory.address() + outputs);
    for (int i = 0; i < tokens; i++) {
      set(memory, inputs + 8L * i, product.inputs()[i] * inputStride);
      set(memory, outputs + 8L * i, product.outputs()[i] * out.rowStride());
    }
    return outputs + 8L * tokens;
  }

  /// An FP8 weight without scales has ones.
  private void describeScales(Tensor w, MemorySegment memory, long at) {
    if (w.type() != ElementType.F8_E4M3) {
      return;
    }
    Tensor scales = w.scales();
    if (scales != null) {
      set(memory, at + TileCode.SCALES, scales.data().address());
      set(memory, at + TileCode.SCALE_STRIDE, scales.rowStride());
      return;
    }
    long count = (w.columns() + 127L) / 128;
    MemorySegment all = ones.need(count * Float.BYTES);
    for (long i = 0; i < count; i++) {
      all.setAtIndex(ValueLayout.JAVA_FLOAT, i, 1);
    }
    set(memory, at + TileCode.SCALES, all.address());
    set(memory, at + TileCode.SCALE_STRIDE, 0);
  }

  private static void set(MemorySegment memory, long at, long value) {
    memory.set(ValueLayout.JAVA_LONG, at, value);
  }

  @Override
  public void close() {
    code.close();
  }
}
