package dev.fathom.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BlockEncoderTest {
  @Test
  void encodesAsTheReferencesDo() {
    ByteBuffer oracle = BlockOracle.read("encode");
    float[] values = BlockOracle.floats(oracle, 512);
    for (ElementType type :
        new ElementType[] {
          ElementType.F16, ElementType.BF16, ElementType.F8_E4M3, ElementType.Q8_0, ElementType.Q4_0
        }) {
      byte[] wanted = BlockOracle.bytes(oracle, type.bytes(512));
      byte[] got = new byte[wanted.length + 1];
      BlockEncoder.encode(type, values, MemorySegment.ofArray(got), 1);
      assertThat(Arrays.copyOfRange(got, 1, got.length)).as(type.name()).isEqualTo(wanted);
    }
    assertThat(oracle.hasRemaining()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(names = {"F16", "BF16", "F8_E4M3"})
  void encodesEveryDecodedCodeToItself(ElementType type) {
    int codes = type == ElementType.F8_E4M3 ? 1 << 8 : 1 << 16;
    byte[] all = new byte[(int) type.bytes(codes)];
    for (int code = 0; code < codes; code++) {
      all[code * type.blockBytes()] = (byte) code;
      if (type.blockBytes() == 2) {
        all[code * 2 + 1] = (byte) (code >> 8);
      }
    }
    float[] values = new float[codes];
    BlockDecoder.decode(type, MemorySegment.ofArray(all), 0, values, 0, codes);
    byte[] again = new byte[all.length];
    BlockEncoder.encode(type, values, MemorySegment.ofArray(again), 0);
    for (int code = 0; code < codes; code++) {
      if (!Float.isNaN(values[code])) {
        int at = code * type.blockBytes();
        assertThat(again[at]).as("code %d", code).isEqualTo(all[at]);
        assertThat(again[at + type.blockBytes() - 1]).isEqualTo(all[at + type.blockBytes() - 1]);
      }
    }
  }

  @Test
  void saturatesFp8() {
    assertThat(Float8.toFloat(Float8.fromFloat(1e9f))).isEqualTo(448f);
    assertThat(Float8.toFloat(Float8.fromFloat(Float.NEGATIVE_INFINITY))).isEqualTo(-448f);
    assertThat(Float8.toFloat(Float8.fromFloat(Float.NaN))).isNaN();
    assertThat(Float8.fromFloat(-0f)).isEqualTo((byte) 0x80);
    assertThat(Float8.toFloat(1)).isEqualTo(0x1p-9f);
  }

  @Test
  void roundsFp8ToNearestEven() {
    for (int code = 0; code < 126; code++) {
      float low = Float8.toFloat(code);
      float high = Float8.toFloat(code + 1);
      float middle = (low + high) / 2;
      assertThat(Float8.fromFloat(middle)).isEqualTo((byte) (code + (code & 1)));
      assertThat(Float8.fromFloat(Math.nextDown(middle))).isEqualTo((byte) code);
      assertThat(Float8.fromFloat(-Math.nextUp(middle))).isEqualTo((byte) (code + 1 | 128));
    }
  }

  @Test
  void keepsNaNInBfloat16() {
    assertThat(BlockEncoder.bfloat16(Float.intBitsToFloat(0x7F800001))).isEqualTo((short) 0x7FC0);
  }

  @Test
  void refusesTypesItCannotEncode() {
    try (Arena arena = Arena.ofConfined()) {
      assertThatThrownBy(() -> BlockEncoder.encode(arena, ElementType.Q4_K, new float[256], 256))
          .hasMessage("cannot encode Q4_K");
      assertThatThrownBy(() -> BlockEncoder.encode(arena, ElementType.F16, new float[6], 2, 4))
          .hasMessage("got 6 values for F16 [2, 4]");
      Tensor tensor = BlockEncoder.encode(arena, ElementType.F32, new float[] {1, 2}, 1, 2);
      assertThat(tensor.at(0, 1)).isEqualTo(2f);
    }
  }
}
