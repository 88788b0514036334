package dev.fathom.kernel;

import static dev.fathom.kernel.Closeness.assertWithin;
import static dev.fathom.kernel.Closeness.norm;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.kernel.x86.Target;
import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Shape;
import dev.fathom.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Emitted code, which nothing checks, touches its operands only and takes all values that there
/// are.
class MachineMemoryTest {
  private static final int MOST_TOKENS = 13;
  private static final int MOST_ROWS = 64;

  /// Whatever reads or writes past an operand ends the test run.
  @ParameterizedTest
  @EnumSource
  void staysWithinItsOperands(Target target) {
    try (RandomTensors random = RandomTensors.fresh();
        KernelSet kernels = MachineSets.open(target, 2);
        KernelSet truth = Kernels.open("scalar", 2)) {
      MemorySegment weights = GuardedMemory.allocate(1 << 20);
      MemorySegment inputs = GuardedMemory.allocate(1 << 20);
      MemorySegment outputs = GuardedMemory.allocate(1 << 20);
      for (ElementType type : MachineSets.TYPES) {
        for (int blocks : new int[] {1, 3, 9}) {
          Tensor w = random.weight(type, MOST_ROWS, blocks * type.blockLength());
          Tensor x = random.f32(MOST_TOKENS, w.columns());
          Tensor all = random.f32(MOST_TOKENS, MOST_ROWS);
          truth.matmul(all, x, w);
          double bound = KernelTwinTest.TOLERANCE * norm(x) * norm(w);
          for (int rows : new int[] {8, 9, 15, 16, 17, 31, 32, 33, 47, 64}) {
            Tensor few = atEnd(weights, w.rows(0, rows));
            for (int tokens : new int[] {1, 2, 5, 6, 7, 13}) {
              Tensor some = atEnd(inputs, x.rows(0, tokens));
              Tensor wanted = all.rows(0, tokens).columns(0, rows);
              Tensor out = atEnd(outputs, Shape.of(tokens, rows));
              kernels.matmul(out, some, few);
              assertWithin(bound, out, wanted, target + ", " + few + " by " + some);
            }
          }
        }
      }
    }
  }

  private static MemorySegment end(MemorySegment memory, long bytes) {
    return memory.asSlice(memory.byteSize() - bytes);
  }

  /// A contiguous copy.
  private static Tensor atEnd(MemorySegment memory, Tensor tensor) {
    MemorySegment copy = end(memory, tensor.data().byteSize());
    return Tensor.of(tensor.type(), tensor.shape(), copy.copyFrom(tensor.data()));
  }

  private static Tensor atEnd(MemorySegment memory, Shape shape) {
    return Tensor.of(ElementType.F32, shape, end(memory, 4 * shape.rows() * shape.rowLength()));
  }

  @ParameterizedTest
  @EnumSource
  void doesNothingForNoTokens(Target target) {
    try (RandomTensors random = RandomTensors.fresh();
        KernelSet kernels = MachineSets.open(target, 2)) {
      for (ElementType type : MachineSets.TYPES) {
        Tensor w = random.weight(type, 33, 2 * type.blockLength());
        Tensor out = random.f32(1, 33);
        float[] before = out.row(0);
        kernels.matmul(out.rows(0, 0), random.f32(0, w.columns()), w);
        assertThat(out.row(0)).isEqualTo(before);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void makesAllProductsOfARowWithANanOrAnInfinityNan(Target target) {
    try (RandomTensors random = RandomTensors.fresh();
        KernelSet kernels = MachineSets.open(target, 2)) {
      for (ElementType type : MachineSets.TYPES) {
        for (float wrong :
            new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
          Tensor w = random.weight(type, 47, 9 * type.blockLength());
          Tensor x = random.f32(MOST_TOKENS, w.columns());
          Tensor wanted = random.f32(MOST_TOKENS, 47);
          kernels.matmul(wanted, x, w);
          int row = random.below(MOST_TOKENS);
          x.set(row, random.below(w.columns()), wrong);
          Tensor out = random.f32(MOST_TOKENS, 47);
          kernels.matmul(out, x, w);
          for (int token = 0; token < MOST_TOKENS; token++) {
            if (token == row) {
              assertThat(out.row(token)).as(type + " " + wrong).containsOnly(Float.NaN);
            } else {
              assertThat(out.row(token)).as(type + " " + wrong).isEqualTo(wanted.row(token));
            }
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void keepsAWrongStepToItsRowOfTheWeight(Target target) {
    try (RandomTensors random = RandomTensors.fresh();
        KernelSet kernels = MachineSets.open(target, 2)) {
      for (ElementType type : MachineSets.TYPES) {
        for (short wrong : new short[] {0x7C00, (short) 0xFC00, 0x7E01, 0x7C01}) {
          Tensor w = random.weight(type, 47, 9 * type.blockLength());
          Tensor x = random.f32(MOST_TOKENS, w.columns());
          Tensor wanted = random.f32(MOST_TOKENS, 47);
          kernels.matmul(wanted, x, w);
          int row = random.below(47);
          long block = (long) random.below(9) * type.blockBytes();
          long step = type == ElementType.Q6_K ? 208 : 0;
          long at = row * w.rowStride() + block + step;
          w.data().set(ValueLayout.JAVA_SHORT_UNALIGNED, at, wrong);
          Tensor out = random.f32(MOST_TOKENS, 47);
          kernels.matmul(out, x, w);
          for (int token = 0; token < MOST_TOKENS; token++) {
            assertThat(out.at(token, row)).as(type + " " + wrong).isNotFinite();
            out.set(token, row, wanted.at(token, row));
            assertThat(out.row(token)).as(type + " " + wrong).isEqualTo(wanted.row(token));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void takesSubnormalActivationsForZeros(Target target) {
    try (RandomTensors random = RandomTensors.fresh();
        KernelSet kernels = MachineSets.open(target, 2)) {
      for (ElementType type : MachineSets.TYPES) {
        Tensor w = random.weight(type, 33, 3 * type.blockLength());
        Tensor x = random.f32(2, w.columns());
        for (int column = 0; column < w.columns(); column++) {
          x.set(0, column, x.at(0, column) * 1e-39f);
          x.set(1, column, 0);
        }
        Tensor out = random.f32(2, 33);
        kernels.matmul(out, x, w);
        assertThat(out.row(0)).as(type.name()).containsOnly(0);
        assertThat(out.row(1)).as(type.name()).containsOnly(0);
      }
    }
  }
}
