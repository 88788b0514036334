package dev.fathom.lab;

import dev.fathom.kernel.KernelSet;
import dev.fathom.kernel.Kernels;
import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Shape;
import dev.fathom.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Kernels and random tensors for one benchmark. Whoever opens it closes it.
final class Workbench implements AutoCloseable {
  /// Bytes that no cache keeps until they are asked for again.
  private static final long BEYOND_CACHES = 256L << 20;

  private static final int PATTERN = 1 << 20;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment floats = normal(arena.allocate(PATTERN, 64), new Random(1));
  private final MemorySegment levels = small(arena.allocate(PATTERN, 64), new Random(2));
  private final KernelSet set;

  /// `kernels` on one thread a core.
  Workbench(String kernels) {
    set = Kernels.open(kernels, 0);
  }

  KernelSet set() {
    return set;
  }

  /// `[lengths]` f32, normally distributed.
  Tensor floats(long... lengths) {
    return filled(Tensor.allocate(arena, lengths), floats);
  }

  /// As {@link #floats}, of any type; small finite numbers.
  Tensor tensor(ElementType type, long... lengths) {
    MemorySegment pattern = type == ElementType.F32 ? floats : levels;
    return filled(Tensor.allocate(arena, type, lengths), pattern);
  }

  private static MemorySegment normal(MemorySegment pattern, Random random) {
    for (long i = 0; i < PATTERN / Float.BYTES; i++) {
      pattern.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextGaussian());
    }
    return pattern;
  }

  /// Bytes below 60, which make finite f16 and bf16 scales wherever they lie.
  private static MemorySegment small(MemorySegment pattern, Random random) {
    for (long at = 0; at < PATTERN; at++) {
      pattern.set(ValueLayout.JAVA_BYTE, at, (byte) random.nextInt(60));
    }
    return pattern;
  }

  private static Tensor filled(Tensor tensor, MemorySegment pattern) {
    MemorySegment data = tensor.data();
    for (long at = 0; at < data.byteSize(); at += PATTERN) {
      long count = Math.min(PATTERN, data.byteSize() - at);
      MemorySegment.copy(pattern, 0, data, at, count);
    }
    return tensor;
  }

  /// `[T, H, K]` as the rows of a buffer `[T, H K]`.
  static Tensor heads(Tensor rows, int heads) {
    return rows.reshape(Shape.of(rows.rows(), heads, rows.columns() / heads));
  }

  /// As many of `what` as do not stay in a cache, each of `bytes` bytes: the layers of a model.
  static <T> Turn<T> turn(long bytes, Supplier<T> what) {
    return new Turn<>(Stream.generate(what).limit(Math.ceilDiv(BEYOND_CACHES, bytes)).toList());
  }

  /// Stops the threads, frees the tensors.
  @Override
  public void close() {
    set.close();
    arena.close();
  }
}
