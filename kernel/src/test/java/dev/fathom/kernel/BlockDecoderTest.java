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

class BlockDecoderTest {
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "F32")
  void decodesBlocksAsGgmlDoes(ElementType type) {
    ByteBuffer oracle = BlockOracle.read(type.name());
    int count = count(type);
    byte[] blocks = BlockOracle.bytes(oracle, type.bytes(count));
    float[] wanted = BlockOracle.floats(oracle, count);
    assertThat(oracle.hasRemaining()).isFalse();
    float[] got = new float[count + 2];
    BlockDecoder.decode(type, MemorySegment.ofArray(blocks), 0, got, 1, count);
    for (int i = 0; i < count; i++) {
      assertThat(Float.floatToIntBits(got[i + 1]))
          .as("element %d: got %s, wanted %s", i, got[i + 1], wanted[i])
          .isEqualTo(Float.floatToIntBits(wanted[i]));
    }
    assertThat(got[0]).isZero();
    assertThat(got[count + 1]).isZero();
  }

  /// Elements in the oracle's file.
  private static int count(ElementType type) {
    return switch (type.blockLength()) {
      case 256 -> 768;
      case 32 -> 512;
      default -> type == ElementType.F8_E4M3 ? 256 : 512;
    };
  }

  @Test
  void decodesFromTheMiddleOfUnalignedMemory() {
    ByteBuffer oracle = BlockOracle.read("Q4_1");
    byte[] blocks = BlockOracle.bytes(oracle, 16 * 20);
    float[] wanted = BlockOracle.floats(oracle, 512);
    byte[] shifted = new byte[blocks.length + 1];
    System.arraycopy(blocks, 0, shifted, 1, blocks.length);
    float[] got = new float[32];
    BlockDecoder.decode(ElementType.Q4_1, MemorySegment.ofArray(shifted), 1 + 3 * 20, got, 0, 32);
    assertThat(got).isEqualTo(Arrays.copyOfRange(wanted, 96, 128));
  }

  @Test
  void multipliesFp8RowsByTheirBlocksScale() {
    try (Arena arena = Arena.ofConfined()) {
      int columns = 300;
      float[] ones = new float[130 * columns];
      Arrays.fill(ones, 1.5f);
      Tensor scales = Tensor.allocate(arena, 2, 3);
      scales.setRow(0, new float[] {1, 2, 3});
      scales.setRow(1, new float[] {4, 5, 6});
      Tensor w =
          BlockEncoder.encode(arena, ElementType.F8_E4M3, ones, 130, columns).withScales(scales);
      float[] row = new float[columns];
      BlockDecoder.row(w, 127, row);
      assertThat(row[127]).isEqualTo(1.5f);
      assertThat(row[128]).isEqualTo(3f);
      assertThat(row[299]).isEqualTo(4.5f);
      BlockDecoder.row(w, 128, row);
      assertThat(row[0]).isEqualTo(6f);
      assertThat(row[256]).isEqualTo(9f);
    }
  }

  @Test
  void refusesToReadPastTheEnd() {
    MemorySegment data = MemorySegment.ofArray(new byte[35]);
    float[] out = new float[64];
    assertThatThrownBy(() -> BlockDecoder.decode(ElementType.Q8_0, data, 2, out, 0, 32))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("32 elements of Q8_0 at byte 2 of 35");
    assertThatThrownBy(() -> BlockDecoder.decode(ElementType.Q8_0, data, 0, out, 0, 33))
        .hasMessageContaining("blocks of 32");
  }
}
