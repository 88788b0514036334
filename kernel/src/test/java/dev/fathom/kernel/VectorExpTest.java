package dev.fathom.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;

class VectorExpTest {
  private static float exp(float x) {
    return VectorExp.exp(FloatVector.broadcast(VectorLanes.FLOATS, x)).lane(0);
  }

  @Test
  void agreesWithMathExpOverTheNormalRange() {
    double worst = 0;
    for (float x = -87.3f; x < 88.7f; x += 0.0137f) {
      double exact = Math.exp(x);
      worst = Math.max(worst, Math.abs(exp(x) - exact) / exact);
    }
    assertThat(worst).isLessThan(2.4e-7); // 2 ulp
  }

  @Test
  void agreesWithMathExpToOneStepAmongSubnormals() {
    for (float x = -104f; x < -87.3f; x += 0.0137f) {
      assertThat((double) exp(x))
          .isCloseTo(Math.exp(x), org.assertj.core.data.Offset.offset(0x1p-148));
    }
  }

  @Test
  void keepsTheEnds() {
    assertThat(exp(0)).isEqualTo(1);
    assertThat(exp(-0f)).isEqualTo(1);
    assertThat(exp(Float.NEGATIVE_INFINITY)).isZero();
    assertThat(exp(-1e30f)).isZero();
    assertThat(exp(89)).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(exp(Float.POSITIVE_INFINITY)).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(exp(Float.NaN)).isNaN();
  }
}
