package dev.fathom.kernel;

import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Shape;
import dev.fathom.tensor.Tensor;
import java.util.List;

/// What every operation of a {@link KernelSet} demands of its arguments, for all twins alike. A
/// refusal names the operation, the tensor, what was got and what was wanted.
final class Contract {
  private Contract() {}

  static void matmul(Tensor out, Tensor x, Tensor w) {
    weight("matmul", "w", w);
    f32("matmul", "x", x, x.rows(), w.columns());
    f32("matmul", "out", out, x.rows(), w.rows());
  }

  static void matmulHeads(Tensor out, Tensor x, List<Tensor> heads) {
    String operation = "matmulHeads";
    Tensor first = alike(operation, "heads", heads);
    perHead(operation, "x", x, heads.size(), first.columns());
    perHead(operation, "out", out, heads.size(), first.rows());
    sameTokens(operation, out, x);
  }

  static void matmulHeadsTransposed(Tensor out, Tensor x, List<Tensor> heads) {
    String operation = "matmulHeadsTransposed";
    Tensor first = alike(operation, "heads", heads);
    perHead(operation, "x", x, heads.size(), first.rows());
    perHead(operation, "out", out, heads.size(), first.columns());
    sameTokens(operation, out, x);
  }

  static void matmulExperts(Tensor out, Tensor x, List<Tensor> experts, ExpertRouting routing) {
    String operation = "matmulExperts";
    Tensor first = alike(operation, "experts", experts);
    int assignments = routing.experts().length;
    f32(operation, "out", out, assignments, first.rows());
    f32(
        operation,
        "x",
        x,
        x.rows() == assignments ? assignments : routing.tokens(),
        first.columns());
    for (int expert : routing.experts()) {
      if (expert < 0 || expert >= experts.size()) {
        throw new IllegalArgumentException(
            operation + ": expert " + expert + " of " + experts.size());
      }
    }
  }

  static void combineExperts(Tensor out, Tensor y, ExpertRouting routing) {
    f32("combineExperts", "out", out, routing.tokens(), out.columns());
    f32("combineExperts", "y", y, routing.experts().length, out.columns());
  }

  static void gather(Tensor out, Tensor table, int[] ids) {
    weight("gather", "table", table);
    f32("gather", "out", out, ids.length, table.columns());
    for (int id : ids) {
      if (id < 0 || id >= table.rows()) {
        throw new IllegalArgumentException("gather: id " + id + " of a table of " + table.rows());
      }
    }
  }

  static void rmsNorm(Tensor out, Tensor x, Tensor weight) {
    f32("rmsNorm", "x", x, x.rows(), x.columns());
    f32("rmsNorm", "out", out, x.rows(), x.columns());
    plainRow("rmsNorm", "weight", weight, x.columns());
  }

  static void rope(Tensor x, Tensor rotation) {
    f32("rope", "x", x, x.rows(), x.columns());
    if (x.shape().rank() != 3 || x.columns() % 2 != 0) {
      throw refused("rope", "x", x, "F32 [T, H, R] with an even R");
    }
    f32("rope", "rotation", rotation, x.shape().length(0), x.columns());
  }

  /// `x` and `y` of one shape, row by row.
  static void elementwise(String operation, Tensor x, Tensor y) {
    f32(operation, "the first", x, x.rows(), x.columns());
    f32(operation, "the second", y, x.rows(), x.columns());
  }

  static void addBias(Tensor x, Tensor bias) {
    f32("addBias", "x", x, x.rows(), x.columns());
    plainRow("addBias", "bias", bias, x.columns());
  }

  static void attention(Tensor out, Tensor q, CacheRows keys, CacheRows values, int position) {
    String operation = "attention";
    perHead(operation, "q", q, q.shape().rank() == 3 ? q.shape().length(1) : 0, q.columns());
    perHead(operation, "out", out, q.shape().length(1), out.columns());
    sameTokens(operation, out, q);
    divides(operation, "keys", keys.storage(), q.columns());
    int keyHeads = keys.width() / q.columns();
    if (q.shape().length(1) % keyHeads != 0) {
      throw refused(operation, "q", q, "a multiple of " + keyHeads + " key heads");
    }
    if (values.width() != keyHeads * out.columns()) {
      throw refused(operation, "values", values.storage(), "rows of " + keyHeads * out.columns());
    }
    wholeBlocks(operation, "keys", keys.storage(), q.columns());
    wholeBlocks(operation, "values", values.storage(), out.columns());
    int tokens = Math.toIntExact(q.shape().length(0));
    stored(operation, keys, position, tokens); // refuses a negative position, and an overflow
    stored(operation, keys, 0, position);
    stored(operation, values, 0, position + tokens);
  }

  static void cacheRows(String operation, CacheRows rows, int position, Tensor x) {
    f32(operation, "the rows", x, x.rows(), rows.width());
    stored(operation, rows, position, x.rows());
  }

  /// Positions `from .. from + count` have pages, and their pages lie in the storage.
  private static void stored(String operation, CacheRows rows, int from, int count) {
    long end = (long) from + count;
    long capacity = (long) rows.pageTable().length * rows.pageSize();
    if (from < 0 || end > capacity) {
      throw new IllegalArgumentException(
          operation + ": positions " + from + " to " + end + " of a cache of " + capacity);
    }
    for (long position = from; position < end; ) {
      int page = (int) (position / rows.pageSize());
      long pageEnd = Math.min(end, (page + 1L) * rows.pageSize());
      int last = (int) (pageEnd - 1);
      if (rows.pageTable()[page] < 0 || rows.rowOf(last) >= rows.storage().shape().rows()) {
        throw new IllegalArgumentException(
            operation
                + ": page "
                + rows.pageTable()[page]
                + " of position "
                + last
                + " is not in the storage "
                + rows.storage());
      }
      position = pageEnd;
    }
  }

  private static Tensor alike(String operation, String name, List<Tensor> weights) {
    if (weights.isEmpty()) {
      throw new IllegalArgumentException(operation + ": got no " + name);
    }
    Tensor first = weights.getFirst();
    for (Tensor w : weights) {
      weight(operation, name, w);
      if (w.rows() != first.rows() || w.columns() != first.columns()) {
        throw refused(operation, name, w, "[" + first.rows() + ", " + first.columns() + "] in all");
      }
    }
    return first;
  }

  private static void weight(String operation, String name, Tensor w) {
    Tensor scales = w.scales();
    if (scales == null) {
      return;
    }
    long rows = (w.shape().rows() + 127) / 128;
    long columns = (w.columns() + 127L) / 128;
    if (w.type() != ElementType.F8_E4M3) {
      throw refused(operation, name, w, "F8_E4M3, as it has scales");
    }
    if (scales.type() != ElementType.F32
        || scales.shape().rows() < rows
        || scales.columns() != columns) {
      throw refused(operation, "the scales of " + w, scales, "F32 " + Shape.of(rows, columns));
    }
  }

  private static void plainRow(String operation, String name, Tensor row, int columns) {
    if (row.type().isQuantized() || row.rows() != 1 || row.columns() != columns) {
      throw refused(operation, name, row, "one row of " + columns + " of a plain type");
    }
  }

  private static void perHead(String operation, String name, Tensor x, long heads, long columns) {
    boolean shaped = x.shape().rank() == 3 && x.shape().length(1) == heads;
    if (x.type() != ElementType.F32 || !shaped || x.columns() != columns) {
      throw refused(operation, name, x, "F32 [T, " + heads + ", " + columns + "]");
    }
  }

  private static void sameTokens(String operation, Tensor out, Tensor x) {
    if (out.shape().length(0) != x.shape().length(0)) {
      throw refused(operation, "out", out, x.shape().length(0) + " tokens as in x");
    }
  }

  private static void divides(String operation, String name, Tensor rows, int part) {
    if (part == 0 || rows.columns() == 0 || rows.columns() % part != 0) {
      throw refused(operation, name, rows, "rows of a multiple of " + part);
    }
  }

  /// Heads of `width` elements begin at blocks of `rows`.
  private static void wholeBlocks(String operation, String name, Tensor rows, int width) {
    int block = rows.type().blockLength();
    if (width % block != 0) {
      String wanted = "heads of whole blocks of " + block + ", not of " + width;
      throw refused(operation, name, rows, wanted);
    }
  }

  private static void f32(String operation, String name, Tensor x, long rows, long columns) {
    if (x.type() != ElementType.F32 || x.shape().rows() != rows || x.columns() != columns) {
      throw refused(operation, name, x, "F32 [" + rows + ", " + columns + "]");
    }
  }

  private static IllegalArgumentException refused(
      String operation, String name, Tensor got, String wanted) {
    return new IllegalArgumentException(
        operation + ": " + name + ": got " + got + ", wanted " + wanted);
  }
}
