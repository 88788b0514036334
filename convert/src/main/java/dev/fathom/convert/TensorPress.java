package dev.fathom.convert;

import dev.fathom.format.TensorContent;
import dev.fathom.kernel.BlockEncoder;
import dev.fathom.kernel.KernelSet;
import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// Makes the bytes of new tensors, a few rows at a time, and says how far it is.
final class TensorPress {
  /// About so many numbers are unpacked at once.
  private static final long PORTION = 1 << 20;

  private static final long PIECE = 16L << 20;

  /// From here on, rounding to F16 gives infinity.
  private static final float F16_END = 65_520;

  private final KernelSet kernels;
  private final Conversion.Watcher watcher;
  private final long total;
  private long done;

  /// @param total bytes of all tensors that will be asked for
  TensorPress(KernelSet kernels, Conversion.Watcher watcher, long total) {
    this.kernels = kernels;
    this.watcher = watcher;
    this.total = total;
  }

  /// The bytes of `tensor`.
  TensorContent content(NewTensor tensor) {
    return sink -> {
      if (tensor.verbatim() && tensor.rows() instanceof Rows.Stored(List<Tensor> parts)) {
        for (Tensor part : parts) {
          copy(tensor, part.data(), sink);
        }
      } else {
        encode(tensor, sink);
      }
    };
  }

  private void copy(NewTensor tensor, MemorySegment bytes, TensorContent.Sink sink)
      throws IOException {
    for (long at = 0; at < bytes.byteSize(); at += PIECE) {
      give(tensor, bytes.asSlice(at, Math.min(PIECE, bytes.byteSize() - at)), sink);
    }
  }

  private void give(NewTensor tensor, MemorySegment piece, TensorContent.Sink sink)
      throws IOException {
    sink.bytes(piece);
    done += piece.byteSize();
    watcher.at(done, total, tensor.name());
  }

  private void encode(NewTensor tensor, TensorContent.Sink sink) throws IOException {
    long rows = tensor.shape().rows();
    int columns = Math.toIntExact(tensor.shape().rowLength());
    long portion = Math.min(rows, portion(columns, tensor.rows().together()));
    long rowBytes = tensor.type().bytes(columns);
    try (Arena passing = Arena.ofShared()) {
      Tensor plain = Tensor.allocate(passing, portion, columns);
      MemorySegment encoded = passing.allocate(portion * rowBytes, 64);
      for (long from = 0; from < rows; from += portion) {
        long count = Math.min(portion, rows - from);
        Tensor some = plain.rows(0, count);
        tensor.rows().read(kernels, from, some);
        encode(tensor, some, encoded);
        give(tensor, encoded.asSlice(0, count * rowBytes), sink);
      }
    }
  }

  private static long portion(int columns, int together) {
    long wanted = Math.max(1, PORTION / columns);
    return Math.max(1, wanted / together) * together;
  }

  private void encode(NewTensor tensor, Tensor plain, MemorySegment out) {
    long rowBytes = tensor.type().bytes(plain.columns());
    kernels
        .team()
        .forEach(
            plain.rows(),
            16,
            row -> {
              float[] values = plain.row(row);
              check(tensor, values);
              BlockEncoder.encode(tensor.type(), values, out, row * rowBytes);
            });
  }

  private static void check(NewTensor tensor, float[] values) {
    if (tensor.type() != ElementType.F16) {
      return;
    }
    for (float value : values) {
      if (Math.abs(value) >= F16_END && Float.isFinite(value)) {
        throw new ConvertException(
            "tensor '%s' holds %s, and f16 ends at 65,504; try --type bf16"
                .formatted(tensor.name(), value));
      }
    }
  }
}
