package dev.fathom.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What an 8-bit cache makes of the rows it is given.
class EightBitCacheTest {
  private final RandomTensors random = RandomTensors.fresh();
  private final KernelSet kernels = Kernels.open("scalar", 1);

  @AfterEach
  void close() {
    kernels.close();
    random.close();
  }

  @Test
  void roundsStoredRowsToA127thOfTheLargestOf32() {
    CacheRows rows = CacheRows.contiguous(random.zeros(ElementType.Q8_0, 1, 64));
    Tensor x = random.zeros(ElementType.F32, 1, 64);
    x.set(0, 0, -127); // a step of 1
    x.set(0, 1, 2.5f);
    x.set(0, 2, -2.5f);
    x.set(0, 3, 2.49f);
    x.set(0, 32, 0.254f); // 0.002, which f16 holds as 0.0019998550415
    x.set(0, 63, -0.1f);
    kernels.store(rows, 0, x);
    Tensor out = random.results(1, 64);
    kernels.load(out, rows, 0);
    float step = Float.float16ToFloat(Float.floatToFloat16(0.254f / 127));
    float[] wanted = new float[64];
    wanted[0] = -127;
    wanted[1] = 3;
    wanted[2] = -3;
    wanted[3] = 2;
    wanted[32] = 127 * step;
    wanted[63] = -50 * step;
    assertThat(out.row(0)).isEqualTo(wanted);
  }

  @Test
  void makesNaNOfAStoredBlockThatIsNotFinite() {
    for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      CacheRows rows = CacheRows.contiguous(random.zeros(ElementType.Q8_0, 1, 64));
      Tensor x = random.f32(1, 64);
      x.set(0, 45, value);
      kernels.store(rows, 0, x);
      Tensor out = random.results(1, 64);
      kernels.load(out, rows, 0);
      for (int i = 0; i < 64; i++) {
        assertThat(Float.isNaN(out.at(0, i))).as("value %d", i).isEqualTo(i >= 32);
      }
    }
  }

  @Test
  void overflowsAStoredBlockBeyondEightMillion() {
    CacheRows rows = CacheRows.contiguous(random.zeros(ElementType.Q8_0, 1, 32));
    Tensor x = random.zeros(ElementType.F32, 1, 32);
    x.set(0, 0, -127 * 65_519f);
    x.set(0, 1, 65_519f);
    kernels.store(rows, 0, x);
    Tensor out = random.results(1, 32);
    kernels.load(out, rows, 0);
    assertThat(out.at(0, 0)).isEqualTo(-127 * 65_504f);
    assertThat(out.at(0, 2)).isZero();
    x.set(0, 0, -127 * 65_521f);
    kernels.store(rows, 0, x);
    kernels.load(out, rows, 0);
    assertThat(out.at(0, 0)).isEqualTo(Float.NEGATIVE_INFINITY);
    assertThat(out.at(0, 1)).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(out.at(0, 2)).isNaN();
  }
}
