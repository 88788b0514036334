package dev.fathom.kernel;

import dev.fathom.kernel.x86.CodePage;
import dev.fathom.kernel.x86.Routines;
import dev.fathom.kernel.x86.RowCode;
import dev.fathom.kernel.x86.TransposedCode;
import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.function.IntConsumer;

/// Operations on rows of f32, in emitted code: norms, rotations, gates, sums, cache rows. One call
/// of code a row; rows are spread over the team.
final class MachineRows implements AutoCloseable {
  /// Elements that a thread takes at a time.
  private static final int ELEMENTS = 32_768;

  private final WorkerTeam team;
  private final Routines routines = new Routines();
  private final ThreadLocal<GrowingMemory> sums = ThreadLocal.withInitial(GrowingMemory::new);

  MachineRows(WorkerTeam team) {
    this.team = team;
  }

  void add(Tensor x, Tensor y) {
    CodePage.Code code = routines.code("add", RowCode::add);
    forRows(x, 1, row -> code.call(address(x, row), address(y, row), 0, x.columns(), 0, 0));
  }

  void addBias(Tensor x, Tensor bias) {
    CodePage.Code code = routines.code("add", RowCode::add);
    long addends = floats(bias);
    forRows(x, 1, row -> code.call(address(x, row), addends, 0, x.columns(), 0, 0));
  }

  void swiglu(Tensor gate, Tensor up) {
    CodePage.Code code = routines.code("swiglu", RowCode::swiglu);
    forRows(gate, 4, row -> code.call(address(gate, row), address(up, row), 0, up.columns(), 0, 0));
  }

  void rmsNorm(Tensor out, Tensor x, Tensor weight, float epsilon) {
    CodePage.Code code = routines.code("norm", RowCode::norm);
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
        CodePage.Code code = routines.code("halves", RowCode::rotateHalves);
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
    CodePage.Code code = routines.code("neighbours", RowCode::rotateNeighbours);
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
    CodePage.Code first = routines.code("scale", () -> RowCode.scale(false));
    CodePage.Code next = routines.code("add scaled", () -> RowCode.scale(true));
    CodePage.Code add = routines.code("add", RowCode::add);
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
    CodePage.Code code = transposed(heads.getFirst().type());
    int tokens = x.rows() / heads.size();
    int inner = x.columns();
    int columns = out.columns();
    team.forEach(
        x.rows(),
        Math.max(1, ELEMENTS * 4 / Math.max(1, inner * columns)),
        unit -> {
          int head = unit / tokens;
          int row = unit % tokens * heads.size() + head;
          Tensor w = heads.get(head);
          long weight = w.data().address();
          code.call(address(out, row), address(x, row), weight, inner, columns, w.rowStride());
        });
  }

  private CodePage.Code transposed(ElementType type) {
    return routines.code("transposed " + type, () -> TransposedCode.emit(type));
  }

  /// Whether rows of this cache can be written here.
  static boolean stores(ElementType type) {
    return type == ElementType.F16 || type == ElementType.F32;
  }

  void store(CacheRows rows, int position, Tensor x) {
    CodePage.Code code = routines.code("to f16", RowCode::halves);
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
    return sums.get().need(bytes);
  }

  /// Rows of `x` that cost `weight` times what a copy does.
  private void forRows(Tensor x, int weight, IntConsumer work) {
    team.forEach(x.rows(), Math.max(1, ELEMENTS / weight / Math.max(1, x.columns())), work);
  }

  @Override
  public void close() {
    routines.close();
  }
}
