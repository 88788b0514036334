package dev.fathom.kernel.x86;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The loop that measures operations does them all. Skipped for targets that cannot run here.
class OperationCodeTest {
  private static final int ROUNDS = 100;

  private final byte[] left = new byte[64];
  private final byte[] right = new byte[64];

  private void fillFactors() {
    long seed = new Random().nextLong();
    System.out.println("OperationCodeTest seed " + seed);
    Random random = new Random(seed);
    random.nextBytes(left);
    random.nextBytes(right);
  }

  private static MemorySegment sums(OperationCode code, MemorySegment left, MemorySegment right)
      throws CodePage.Refusal {
    MemorySegment sums =
        Arena.ofAuto().allocate((long) OperationCode.SUMS * code.vectorBytes(), 64);
    try (CodePage page = CodePage.of(code.code())) {
      page.at(0).call(ROUNDS, left.address(), right.address(), sums.address(), 0, 0);
    }
    return sums;
  }

  @ParameterizedTest
  @EnumSource
  void addsProductsOfLevelsEveryRound(Target target) throws CodePage.Refusal {
    ProcessorRequirement.require(target);
    fillFactors();
    try (Arena arena = Arena.ofConfined()) {
      OperationCode code = OperationCode.levels(target);
      MemorySegment sums =
          sums(
              code,
              arena.allocateFrom(ValueLayout.JAVA_BYTE, left),
              arena.allocateFrom(ValueLayout.JAVA_BYTE, right));
      int bytes = target.dots() ? Integer.BYTES : Short.BYTES;
      assertThat(code.operations()).isEqualTo(2 * sums.byteSize());
      for (int at = 0; at < sums.byteSize(); at += bytes) {
        int wanted = ROUNDS * levels(at % code.vectorBytes(), bytes);
        if (target.dots()) {
          assertThat(sums.get(ValueLayout.JAVA_INT, at)).isEqualTo(wanted);
        } else {
          assertThat(sums.get(ValueLayout.JAVA_SHORT, at)).isEqualTo((short) wanted);
        }
      }
    }
  }

  /// The product of `count` levels; a pair is kept within 16 bits, as the instruction for pairs
  /// does.
  private int levels(int from, int count) {
    int sum = 0;
    for (int i = from; i < from + count; i++) {
      sum += Byte.toUnsignedInt(left[i]) * right[i];
    }
    return count == 2 ? Math.clamp(sum, Short.MIN_VALUE, Short.MAX_VALUE) : sum;
  }

  @ParameterizedTest
  @EnumSource
  void addsProductsOfFloatsEveryRound(Target target) throws CodePage.Refusal {
    ProcessorRequirement.require(target);
    fillFactors();
    try (Arena arena = Arena.ofConfined()) {
      OperationCode code = OperationCode.floats(target);
      MemorySegment sums = sums(code, floats(arena, left), floats(arena, right));
      int lanes = target.lanes();
      assertThat(code.operations()).isEqualTo(2L * OperationCode.SUMS * lanes);
      for (int i = 0; i < OperationCode.SUMS * lanes; i++) {
        // exact: below 2^24
        float wanted = ROUNDS * left[i % lanes] * right[i % lanes];
        assertThat(sums.getAtIndex(ValueLayout.JAVA_FLOAT, i)).isEqualTo(wanted);
      }
    }
  }

  private static MemorySegment floats(Arena arena, byte[] values) {
    float[] floats = new float[16];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values[i];
    }
    return arena.allocateFrom(ValueLayout.JAVA_FLOAT, floats);
  }
}
