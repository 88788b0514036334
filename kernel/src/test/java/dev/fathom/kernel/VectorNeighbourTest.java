package dev.fathom.kernel;

import static dev.fathom.kernel.Closeness.assertSame;

import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Tensor;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

/// Rows of a weight must not see each other either.
class VectorNeighbourTest {
  private static final short INFINITY = 0x7C00;

  /// An odd number of blocks of 32: a step of 64 columns would reach into the row behind.
  @Test
  void aRowWithAnInfiniteScaleLeavesTheRowBeforeItAlone() {
    for (ElementType type : new ElementType[] {ElementType.Q8_0, ElementType.Q4_0}) {
      for (int blocks : new int[] {1, 3, 5, 141}) {
        leavesTheRowBeforeItAlone(type, 32 * blocks);
      }
    }
  }

  private static void leavesTheRowBeforeItAlone(ElementType type, int columns) {
    try (RandomTensors random = RandomTensors.fresh();
        KernelSet kernels = Kernels.open("vector-f32", 1)) {
      Tensor w = random.weight(type, 4, columns);
      Tensor x = random.activations(1, columns);
      Tensor before = random.results(1, 4);
      kernels.matmul(before, x, w);
      w.data().set(ValueLayout.JAVA_SHORT_UNALIGNED, w.rowStride(), INFINITY);
      Tensor after = random.results(1, 4);
      kernels.matmul(after, x, w);
      assertSame(after.columns(0, 1), before.columns(0, 1), type + " of " + columns + " columns");
    }
  }
}
