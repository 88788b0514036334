package dev.fathom.kernel;

import static dev.fathom.kernel.Closeness.assertSame;
import static dev.fathom.kernel.Closeness.assertWithin;
import static dev.fathom.kernel.Closeness.norm;

import dev.fathom.kernel.x86.Target;
import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The code for every processor gives the same results, bit for bit.
class MachineTargetsTest {
  private static final float[] ODD = {
    0,
    -0f,
    Float.MIN_VALUE,
    -1e-40f,
    1e-38f,
    3e-37f,
    4e-37f,
    1e-9f,
    1e30f,
    -1e38f,
    127,
    -127,
    0.5f,
    1.5f
  };

  @ParameterizedTest
  @EnumSource(names = "AVX512_VNNI", mode = EnumSource.Mode.EXCLUDE)
  void givesTheResultsOfAvx512(Target target) {
    try (RandomTensors random = RandomTensors.fresh();
        KernelSet wanted = MachineSets.open(Target.AVX512_VNNI, 2);
        KernelSet got = MachineSets.open(target, 2)) {
      for (ElementType type : MachineSets.TYPES) {
        for (int tokens = 1; tokens <= 14; tokens++) {
          int columns = type.blockLength() * random.oneOf(1, 2, 3, 7, 8, 9, 17);
          Tensor w = random.weight(type, random.oneOf(16, 17, 31, 32, 33, 100, 257), columns);
          Tensor x = random.activations(tokens, columns);
          compare(wanted, got, random, w, x);
          makeOdd(x, random);
          compare(wanted, got, random, w, x);
        }
      }
    }
  }

  /// What random numbers never do: sums of products grow as large as they can.
  @ParameterizedTest
  @EnumSource
  void keepsTheLargestLevelsApart(Target target) {
    try (RandomTensors random = RandomTensors.fresh();
        KernelSet kernels = MachineSets.open(target, 2);
        KernelSet truth = Kernels.open("scalar", 2)) {
      for (ElementType type : MachineSets.TYPES) {
        for (int pattern : new int[] {0xFF, 0x7F, 0x80, 0x81, 0}) {
          Tensor w = random.weight(type, 33, 3 * type.blockLength());
          RandomTensors.fill(w, pattern);
          Tensor x = random.f32(3, w.columns());
          for (int column = 0; column < x.columns(); column++) {
            x.set(0, column, 1);
            x.set(1, column, -1);
            x.set(2, column, column % 2 == 0 ? 1 : -1);
          }
          Tensor out = random.f32(3, 33);
          Tensor wanted = random.f32(3, 33);
          kernels.matmul(out, x, w);
          truth.matmul(wanted, x, w);
          String what = target + ", " + w + " of " + pattern;
          assertWithin(KernelTwinTest.TOLERANCE * norm(x) * norm(w), out, wanted, what);
        }
      }
    }
  }

  /// Replaces some values, and some rows, by zeros, subnormals and large values.
  private static void makeOdd(Tensor x, RandomTensors random) {
    for (int row = 0; row < x.rows(); row++) {
      float all = ODD[random.below(ODD.length)];
      boolean some = random.below(2) == 0;
      for (int column = 0; column < x.columns(); column++) {
        if (!some) {
          x.set(row, column, all * x.at(row, column));
        } else if (random.below(8) == 0) {
          x.set(row, column, ODD[random.below(ODD.length)]);
        }
      }
    }
  }

  private static void compare(
      KernelSet wanted, KernelSet got, RandomTensors random, Tensor w, Tensor x) {
    Tensor a = random.f32(x.rows(), w.rows());
    Tensor b = random.f32(x.rows(), w.rows());
    wanted.matmul(a, x, w);
    got.matmul(b, x, w);
    assertSame(b, a, got.name() + ": " + w + " by " + x);
  }
}
