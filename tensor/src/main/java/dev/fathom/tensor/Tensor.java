package dev.fathom.tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/// A view on numbers in memory: element type, shape and bytes. It owns nothing; whoever opened the
/// memory closes it. Rows (the last axis) are contiguous; consecutive rows lie `rowStride` bytes
/// apart, so that a range of columns of a wider tensor is a tensor too.
///
/// All memory is off-heap: mapped pages of a file or an arena. Weights of type {@link
/// ElementType#F8_E4M3} may carry `scales`, one f32 per block of 128 rows by 128 columns
/// (DeepSeek-V3's `weight_scale_inv`), by which their values are multiplied.
public final class Tensor {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

  private final ElementType type;
  private final Shape shape;
  private final MemorySegment data;
  private final long rowStride;
  private final @Nullable Tensor scales;

  private Tensor(
      ElementType type, Shape shape, MemorySegment data, long rowStride, @Nullable Tensor scales) {
    this.type = type;
    this.shape = shape;
    this.data = data;
    this.rowStride = rowStride;
    this.scales = scales;
  }

  /// A contiguous view of `shape` on the first bytes of `data`.
  public static Tensor of(ElementType type, Shape shape, MemorySegment data) {
    long rowBytes = type.bytes(shape.rowLength());
    long bytes = Math.multiplyExact(shape.rows(), rowBytes);
    if (!data.isNative()) {
      throw new IllegalArgumentException("tensor memory must be off-heap");
    }
    if (data.byteSize() < bytes) {
      throw new IllegalArgumentException(
          type + " " + shape + " needs " + bytes + " bytes, got " + data.byteSize());
    }
    return new Tensor(type, shape, data.asSlice(0, bytes), rowBytes, null);
  }

  /// A new contiguous f32 tensor of zeros, 64-byte aligned, in `arena`.
  public static Tensor allocate(Arena arena, long... lengths) {
    return allocate(arena, ElementType.F32, lengths);
  }

  /// A new contiguous tensor of zero bytes, 64-byte aligned, in `arena`.
  public static Tensor allocate(Arena arena, ElementType type, long... lengths) {
    Shape shape = Shape.of(lengths);
    long bytes = Math.multiplyExact(shape.rows(), type.bytes(shape.rowLength()));
    return of(type, shape, arena.allocate(bytes, 64));
  }

  /// This tensor with block scales `[ceil(rows/128), ceil(columns/128)]` f32.
  public Tensor withScales(Tensor blockScales) {
    return new Tensor(type, shape, data, rowStride, blockScales);
  }

  public ElementType type() {
    return type;
  }

  public Shape shape() {
    return shape;
  }

  /// The bytes from the first element to the last.
  public MemorySegment data() {
    return data;
  }

  /// Bytes from the start of one row to the start of the next.
  public long rowStride() {
    return rowStride;
  }

  /// Block scales of an FP8 weight, or null.
  public @Nullable Tensor scales() {
    return scales;
  }

  /// The number of rows, all axes but the last together.
  public int rows() {
    return Math.toIntExact(shape.rows());
  }

  /// The length of a row in elements.
  public int columns() {
    return Math.toIntExact(shape.rowLength());
  }

  /// Whether rows follow each other without a gap.
  public boolean isContiguous() {
    return rowStride == type.bytes(shape.rowLength());
  }

  /// The view `[count, columns]` on rows `from .. from + count`. Not for tensors with scales,
  /// unless `from` is a multiple of 128.
  public Tensor rows(long from, long count) {
    checkRange("row", from, count, shape.rows());
    Tensor part = scales;
    if (part != null) {
      if (from % 128 != 0) {
        throw new IllegalArgumentException(
            "rows of an FP8 tensor start at multiples of 128, got " + from);
      }
      part = part.rows(from / 128, (count + 127) / 128);
    }
    long bytes = count == 0 ? 0 : (count - 1) * rowStride + type.bytes(shape.rowLength());
    MemorySegment slice = data.asSlice(count == 0 ? 0 : from * rowStride, bytes);
    return new Tensor(type, Shape.of(count, shape.rowLength()), slice, rowStride, part);
  }

  /// The view `[rows, count]` on columns `from .. from + count`, whole blocks of a quantised type.
  /// Not for tensors with scales.
  public Tensor columns(long from, long count) {
    checkRange("column", from, count, shape.rowLength());
    if (scales != null) {
      throw new IllegalArgumentException("columns of an FP8 tensor with scales cannot be viewed");
    }
    long rows = shape.rows();
    long bytes = rows == 0 ? 0 : (rows - 1) * rowStride + type.bytes(count);
    MemorySegment slice = data.asSlice(type.bytes(from), bytes);
    return new Tensor(type, Shape.of(rows, count), slice, rowStride, null);
  }

  /// Element `index` of the first axis, without that axis: one expert of `[E, N, K]`.
  public Tensor slice(long index) {
    Shape inner = shape.inner();
    return rows(index * inner.rows(), inner.rows()).reshape(inner);
  }

  /// The same rows under another shape with the same row length, or any shape of equal size if
  /// contiguous and not quantised.
  public Tensor reshape(Shape to) {
    boolean sameRows = to.rowLength() == shape.rowLength() && to.rows() == shape.rows();
    boolean free = isContiguous() && !type.isQuantized() && scales == null;
    if (!sameRows && !(free && to.elements() == shape.elements())) {
      throw new IllegalArgumentException("cannot view " + this + " as " + to);
    }
    long stride = sameRows ? rowStride : type.bytes(to.rowLength());
    return new Tensor(type, to, data, stride, scales);
  }

  /// One f32 element, for tests and small look-ups; kernels read the segment themselves.
  public float at(long row, long column) {
    requireF32();
    return data.get(FLOAT, row * rowStride + column * Float.BYTES);
  }

  /// Sets one f32 element.
  public void set(long row, long column, float value) {
    requireF32();
    data.set(FLOAT, row * rowStride + column * Float.BYTES, value);
  }

  /// A copy of row `row` of an f32 tensor.
  public float[] row(long row) {
    requireF32();
    float[] values = new float[columns()];
    MemorySegment.copy(data, FLOAT, row * rowStride, values, 0, values.length);
    return values;
  }

  /// Overwrites the start of row `row` of an f32 tensor.
  public void setRow(long row, float[] values) {
    requireF32();
    checkRange("column", 0, values.length, shape.rowLength());
    MemorySegment.copy(values, 0, data, FLOAT, row * rowStride, values.length);
  }

  private void requireF32() {
    if (type != ElementType.F32) {
      throw new IllegalStateException("element access needs F32, got " + type);
    }
  }

  private static void checkRange(String what, long from, long count, long limit) {
    if (from < 0 || count < 0 || from > limit - count) {
      throw new IndexOutOfBoundsException(
          what + "s " + from + " to " + (from + count) + " of " + limit);
    }
  }

  /// `Q4_K [1536, 8960]`.
  @Override
  public String toString() {
    return type + " " + shape;
  }
}
