package dev.fathom.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Tensor;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CacheRowsTest {
  private final Arena arena = Arena.ofConfined();

  @AfterEach
  void close() {
    arena.close();
  }

  @Test
  void findsPositionsThroughThePageTable() {
    CacheRows rows = new CacheRows(Tensor.allocate(arena, 32, 3), new int[] {5, 0, 7}, 4);
    assertThat(rows.rowOf(0)).isEqualTo(20);
    assertThat(rows.rowOf(3)).isEqualTo(23);
    assertThat(rows.rowOf(4)).isZero();
    assertThat(rows.rowOf(11)).isEqualTo(31);
    assertThat(rows.width()).isEqualTo(3);
  }

  @Test
  void reachesRowsBeyondTheRangeOfInt() {
    CacheRows rows = new CacheRows(Tensor.allocate(arena, 1, 1), new int[] {1 << 25}, 128);
    assertThat(rows.rowOf(1)).isEqualTo((1L << 32) + 1);
  }

  @Test
  void takesContiguousRowsAsTheyLie() {
    for (int count : new int[] {1, 2, 3, 64, 65, 100}) {
      CacheRows rows = CacheRows.contiguous(Tensor.allocate(arena, count, 1));
      assertThat(rows.pageSize()).isGreaterThanOrEqualTo(count);
      for (int position = 0; position < count; position++) {
        assertThat(rows.rowOf(position)).isEqualTo(position);
      }
    }
  }

  @Test
  void refusesOtherTypesAndOddPages() {
    Tensor bf16 = Tensor.allocate(arena, ElementType.BF16, 4, 4);
    assertThatThrownBy(() -> CacheRows.contiguous(bf16))
        .hasMessage("cache rows are F32, F16 or Q8_0, got BF16");
    Tensor f32 = Tensor.allocate(arena, 4, 4);
    assertThatThrownBy(() -> new CacheRows(f32, new int[] {0}, 3))
        .hasMessage("page size must be a power of two, got 3; try 64");
  }
}
