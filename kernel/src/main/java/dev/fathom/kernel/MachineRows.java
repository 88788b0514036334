package dev.fathom.kernel;

import dev.fathom.kernel.x86.CodePage;
import dev.fathom.kernel.x86.RowCode;
import dev.fathom.kernel.x86.TransposedCode;
import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Operations on rows of f32, in emitted code: norms, rotations, gates, sums, cache rows. One call
/// of code a row; rows are spread over the team.
final class MachineRows implements AutoCloseable {
  /// Elements that a thread takes at a time.
  private static final int ELEMENTS = 32_768;

  private enum Routine {
    ADD(RowCode::add),
    SCALE(() -> RowCode.scale(false)),
    ADD_SCALED(() -> RowCode.scale(true)),
    SWIGLU(RowCode::swiglu),
    NORM(RowCode::norm),
    HALVES(RowCode::rotateHalves),
    NEIGHBOURS(RowCode::rotateNeighbours),
    TO_F16(RowCode::halves),
    TRANSPOSED_F32(() -> TransposedCode.emit(ElementType.F32)),
    TRANSPOSED_F16(() -> TransposedCode.emit(ElementType.F16)),
    TRANSPOSED_BF16(() -> TransposedCode.emit(ElementType.BF16));

    @SuppressWarnings("ImmutableEnumChecker") // method references of RowCode, which keep no state
    private final Supplier<byte[]> code;

    Routine(Supplier<byte[]> code) {
      this.code = code;
    }
  }

  private final WorkerTeam team;
  private final CodePage page;
  private final Map<Routine, CodePage.Code> routines = new EnumMap<>(Routine.class);
  private final ThreadLocal<MemorySegment> sums = ThreadLocal.withInitial(() -> MemorySegment.NULL);

  MachineRows(WorkerTeam team) {
    this.team = team;
    Map<Routine, byte[]> code = new EnumMap<>(Routine.class);
    int length = 0;
    for (Routine routine : Routine.values()) {
      code.put(routine, routine.code.get());
      length += aligned(code.get(routine).length);
    }
    byte[] all = new byte[length];
    Map<Routine, Integer> starts = new EnumMap<>(Routine.class);
    int at = 0;
    for (var entry : code.entrySet()) {
      byte[] bytes = entry.getValue();
      System.arraycopy(bytes, 0, all, at, bytes.length);
      starts.put(entry.getKey(), at);
      at += aligned(bytes.length);
    }
    try {
      page = CodePage.of(all);
    } catch (CodePage.Refusal e) {
      throw new IllegalStateException(e); // the processor was asked by emitted code before
    }
    starts.forEach((routine, start) -> routines.put(routine, page.at(start)));
  }

  private static int aligned(int bytes) {
    return (bytes + 63) / 64 * 64;
  }

  private CodePage.Code code(Routine routine) {
    CodePage.Code code = routines.get(routine);
    if (code == null) {
      throw new IllegalStateException("no code for " + routine);
    }
    return code;
  }

  void add(Tensor x, Tensor y) {
    CodePage.Code code = code(Routine.ADD);
    forRows(x, 1, row -> code.call(address(x, row), address(y, row), 0, x.columns(), 0, 0));
  }

  void addBias(Tensor x, Tensor bias) {
    CodePage.Code code = code(Routine.ADD);
    long addends = floats(bias);
    forRows(x, 1, row -> code.call(address(x, row), addends, 0, x.columns(), 0, 0));
  }

  void swiglu(Tensor gate, Tensor up) {
    CodePage.Code code = code(Routine.SWIGLU);
    forRows(gate, 4, row -> code.call(address(gate, row), address(up, row), 0, up.columns(), 0, 0));
  }

  void rmsNorm(Tensor out, Tensor x, Tensor weight, float epsilon) {
    CodePage.Code code = code(Routine.NORM);
    long weights = floats(weight);
    long bits = Float.floatToRawIntBits(epsilon);
    long count = Float.floatToRawIntBits(x.columns());
    forRows(
        x,
        2,
        row -> code.call(address(out, row), address(x, row), weights, x.columns(), bits, count));
  }

  void rope(Tensor x, Tensor rotation, RopeLayout layout) {
    int heads = Math.toIntExact(x.shape().length(1));
    int columns = x.columns();
    switch (layout) {
      case HALVES -> {
        CodePage.Code code = code(Routine.HALVES);
        forRows(
            x,
            1,
            row ->
                code.call(address(x, row), address(rotation, row / heads), 0, columns / 2, 0, 0));
      }
      case INTERLEAVED -> neighbours(x, rotation, heads);
    }
  }

  private void neighbours(Tensor x, Tensor rotation, int heads) {
    CodePage.Code code = code(Routine.NEIGHBOURS);
    int columns = x.columns();
    int tokens = x.rows() / Math.max(1, heads);
    team.forRange(
        tokens,
        Math.max(1, ELEMENTS / 4 / Math.max(1, heads * columns)),
        (from, to) -> {
          MemorySegment factors = sums(8L * columns);
          for (int token = from; token < to; token++) {
            for (int i = 0; i < columns; i++) {
              float sine = rotation.at(token, columns / 2 + i / 2);
              factors.setAtIndex(ValueLayout.JAVA_FLOAT, i, rotation.at(token, i / 2));
              factors.setAtIndex(ValueLayout.JAVA_FLOAT, columns + i, i % 2 == 0 ? -sine : sine);
            }
            long cosines = factors.address();
            for (int row = token * heads; row < (token + 1) * heads; row++) {
              code.call(address(x, row), cosines, cosines + 4L * columns, columns, 0, 0);
            }
          }
        });
  }

  void combineExperts(Tensor out, Tensor y, ExpertRouting routing) {
    CodePage.Code first = code(Routine.SCALE);
    CodePage.Code next = code(Routine.ADD_SCALED);
    CodePage.Code add = code(Routine.ADD);
    int columns = out.columns();
    forRows(
        out,
        routing.topK(),
        token -> {
          long sum = sums(4L * columns).address();
          for (int k = 0; k < routing.topK(); k++) {
            int a = token * routing.topK() + k;
            long bits = Float.floatToRawIntBits(routing.weights()[a]);
            (k == 0 ? first : next).call(sum, address(y, a), bits, columns, 0, 0);
          }
          add.call(address(out, token), sum, 0, columns, 0, 0);
        });
  }

  /// Whether a transposed weight can be multiplied here.
  static boolean multipliesTransposed(Tensor w) {
    return TransposedCode.knows(w.type())
        && w.scales() == null
        && w.rows() > 0
        && w.columns() % TransposedCode.STEP == 0;
  }

  /// One head after the other: its weight stays in the caches for all tokens.
  void multiplyTransposed(Tensor out, Tensor x, List<Tensor> heads) {
    CodePage.Code code = code(transposed(heads.getFirst().type()));
    int tokens = x.rows() / heads.size();
    int inner = x.columns();
    int columns = out.columns();
    team.forRange(
        x.rows(),
        Math.max(1, ELEMENTS * 4 / Math.max(1, inner * columns)),
        (from, to) -> {
          for (int unit = from; unit < to; unit++) {
            int head = unit / tokens;
            int row = unit % tokens * heads.size() + head;
            Tensor w = heads.get(head);
            long weight = w.data().address();
            code.call(address(out, row), address(x, row), weight, inner, columns, w.rowStride());
          }
        });
  }

  private static Routine transposed(ElementType type) {
    return switch (type) {
      case F16 -> Routine.TRANSPOSED_F16;
      case BF16 -> Routine.TRANSPOSED_BF16;
      default -> Routine.TRANSPOSED_F32;
    };
  }

  /// Whether rows of this cache can be written here.
  static boolean stores(ElementType type) {
    return type == ElementType.F16 || type == ElementType.F32;
  }

  void store(CacheRows rows, int position, Tensor x) {
    CodePage.Code code = code(Routine.TO_F16);
    Tensor storage = rows.storage();
    forRows(
        x,
        1,
        token -> {
          long at = rows.rowOf(position + token) * storage.rowStride();
          if (storage.type() == ElementType.F16) {
            code.call(storage.data().address() + at, address(x, token), 0, x.columns(), 0, 0);
          } else {
            long bytes = (long) x.columns() * Float.BYTES;
            MemorySegment.copy(x.data(), token * x.rowStride(), storage.data(), at, bytes);
          }
        });
  }

  /// Embedding rows; decoded in plain Java, as there is but one a token.
  void gather(Tensor out, Tensor table, int[] ids) {
    forRows(
        out,
        8,
        token -> {
          float[] values = new float[table.columns()];
          BlockDecoder.row(table, ids[token], values);
          out.setRow(token, values);
        });
  }

  private static long address(Tensor x, long row) {
    return x.data().address() + row * x.rowStride();
  }

  /// The address of a one-row tensor as f32; a copy lives until this thread's next.
  private long floats(Tensor row) {
    if (row.type() == ElementType.F32) {
      return row.data().address();
    }
    float[] values = new float[row.columns()];
    BlockDecoder.row(row, 0, values);
    MemorySegment copy = sums(4L * values.length);
    MemorySegment.copy(values, 0, copy, ValueLayout.JAVA_FLOAT, 0, values.length);
    return copy.address();
  }

  private MemorySegment sums(long bytes) {
    MemorySegment memory = sums.get();
    if (memory.byteSize() < bytes) {
      memory = Arena.ofAuto().allocate(bytes, 64);
      sums.set(memory);
    }
    return memory;
  }

  @FunctionalInterface
  private interface RowWork {
    void run(int row);
  }

  /// Rows of `x` that cost `weight` times what a copy does.
  private void forRows(Tensor x, int weight, RowWork work) {
    int chunk = Math.max(1, ELEMENTS / weight / Math.max(1, x.columns()));
    team.forRange(
        x.rows(),
        chunk,
        (from, to) -> {
          for (int row = from; row < to; row++) {
            work.run(row);
          }
        });
  }

  @Override
  public void close() {
    page.close();
  }
}
