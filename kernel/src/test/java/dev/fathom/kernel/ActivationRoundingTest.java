package dev.fathom.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.tensor.ElementType;
import java.lang.foreign.Arena;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ActivationRoundingTest {
  private static float[] random(int count) {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  @Test
  void blocksOf32AreWhatQ8_0Stores() {
    float[] values = random(96);
    float[] stored = new float[96];
    try (Arena arena = Arena.ofConfined()) {
      BlockDecoder.row(BlockEncoder.encode(arena, ElementType.Q8_0, values, 1, 96), 0, stored);
    }
    ActivationRounding.row(values, 0, 96, ElementType.Q4_0);
    assertThat(values).containsExactly(stored);
  }

  @Test
  void theLargestOfBlocksOf256BecomesMinus127Steps() {
    float[] values = random(256);
    values[77] = 9;
    float[] rounded = values.clone();
    ActivationRounding.row(rounded, 0, 256, ElementType.Q4_K);
    float step = 9f / 127;
    for (int i = 0; i < 256; i++) {
      assertThat(rounded[i] / step).isCloseTo(Math.round(rounded[i] / step), within(1e-4f));
      assertThat(rounded[i]).isCloseTo(values[i], within(step * 0.5001f));
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {0, Float.NaN, Float.POSITIVE_INFINITY, 9.8e-45f})
  void whatCannotBeRoundedIsNotMadeUp(float value) {
    float[] values = new float[256];
    values[3] = value;
    float[] rounded = values.clone();
    ActivationRounding.row(rounded, 0, 256, ElementType.Q6_K);
    assertThat(rounded).usingComparatorWithPrecision(1e-40f).containsExactly(values);
  }

  @Test
  void plainWeightsMeetWhatIsThere() {
    float[] values = random(64);
    float[] rounded = values.clone();
    ActivationRounding.row(rounded, 0, 64, ElementType.BF16);
    assertThat(rounded).containsExactly(values);
  }
}
