package dev.fathom.kernel.x86;

import java.util.List;
import java.util.stream.IntStream;

/// The routines of attention to a paged cache, for one shape. A query's work is cut into tiles of
/// {@link AttentionTile#POSITIONS} positions; each gives a record ({@link
/// AttentionShape#recordBytes}), and records are merged in the order of tiles.
///
/// @param bytes position-independent code
/// @param tiles offsets of the routines for 1 .. {@link AttentionTile#QUERIES} queries
/// @param prepare offset of `(from, to, factor)`: a query times a float
/// @param merge offset of `(into, records, count, intoStride, recordStride)`: merges each record
///   into its own (a stride in bytes) or all into one (stride 0)
/// @param finish offset of `(record, to)`: the weighted mean of values
public record AttentionCode(byte[] bytes, List<Integer> tiles, int prepare, int merge, int finish) {

  /// Emits the code for `shape`, for processors with AVX-512 F, BW, DQ and VL.
  public static AttentionCode emit(AttentionShape shape) {
    Assembler a = Assembler.avx512();
    List<Label> tiles =
        IntStream.rangeClosed(1, AttentionTile.QUERIES)
            .mapToObj(queries -> AttentionTile.emit(a, shape, queries))
            .toList();
    AttentionRecords records = new AttentionRecords(a, shape);
    Label prepare = records.prepare();
    Label merge = records.merge();
    Label finish = records.finish();
    byte[] bytes = a.finish();
    return new AttentionCode(
        bytes,
        tiles.stream().map(label -> label.position).toList(),
        prepare.position,
        merge.position,
        finish.position);
  }
}
