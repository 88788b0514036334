package dev.fathom.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TensorTest {
  private final Arena arena = Arena.ofConfined();

  @AfterEach
  void close() {
    arena.close();
  }

  /// `[rows, columns]` with `10 * row + column` everywhere.
  private Tensor numbered(int rows, int columns) {
    Tensor tensor = Tensor.allocate(arena, rows, columns);
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        tensor.set(row, column, 10 * row + column);
      }
    }
    return tensor;
  }

  @Test
  void rowsAndColumnsAreViewsOfTheSameMemory() {
    Tensor whole = numbered(4, 5);
    Tensor part = whole.rows(1, 2).columns(3, 2);
    assertThat(part.shape()).isEqualTo(Shape.of(2, 2));
    assertThat(part.row(1)).containsExactly(23, 24);
    assertThat(part.isContiguous()).isFalse();
    part.set(0, 0, -1);
    assertThat(whole.at(1, 3)).isEqualTo(-1);
  }

  @Test
  void sliceDropsTheFirstAxis() {
    Tensor experts = numbered(6, 3).reshape(Shape.of(2, 3, 3));
    Tensor second = experts.slice(1);
    assertThat(second.shape()).isEqualTo(Shape.of(3, 3));
    assertThat(second.row(0)).containsExactly(30, 31, 32);
  }

  @Test
  void headsOfAStridedViewKeepTheirStride() {
    Tensor heads = numbered(2, 6).reshape(Shape.of(4, 3)).columns(0, 2).reshape(Shape.of(2, 2, 2));
    assertThat(heads.row(3)).containsExactly(13, 14);
    assertThatThrownBy(() -> heads.reshape(Shape.of(2, 4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cannot view F32 [2, 2, 2] as [2, 4]");
  }

  @Test
  void rowsOfFp8TakeTheirScalesAlong() {
    Tensor scales = Tensor.allocate(arena, 3, 1);
    scales.set(2, 0, 7);
    Tensor weight = Tensor.allocate(arena, ElementType.F8_E4M3, 300, 64).withScales(scales);
    Tensor last = Objects.requireNonNull(weight.rows(256, 44).scales());
    assertThat(last.at(0, 0)).isEqualTo(7);
    assertThatThrownBy(() -> weight.rows(100, 10))
        .hasMessageContaining("multiples of 128, got 100");
    assertThatThrownBy(() -> weight.columns(0, 32)).hasMessageContaining("cannot be viewed");
  }

  @Test
  void columnsOfAQuantisedTensorAreWholeBlocks() {
    Tensor rows = Tensor.allocate(arena, ElementType.Q8_0, 3, 160);
    Tensor part = rows.columns(32, 64);
    assertThat(part.rowStride()).isEqualTo(5 * 34);
    assertThat(part.data().address()).isEqualTo(rows.data().address() + 34);
    assertThat(part.data().byteSize()).isEqualTo(2 * 5 * 34 + 2 * 34);
    assertThatThrownBy(() -> rows.columns(16, 32))
        .hasMessage("Q8_0 comes in blocks of 32 elements, got 16");
    assertThatThrownBy(() -> rows.columns(32, 33))
        .hasMessage("Q8_0 comes in blocks of 32 elements, got 33");
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertThatThrownBy(() -> Tensor.of(ElementType.Q4_K, Shape.of(2, 256), arena.allocate(287)))
        .hasMessage("Q4_K [2, 256] needs 288 bytes, got 287");
    assertThatThrownBy(() -> Tensor.allocate(arena, ElementType.Q4_K, 1, 100))
        .hasMessage("Q4_K comes in blocks of 256 elements, got 100");
    assertThatThrownBy(() -> Shape.of(Long.MAX_VALUE, 2)).isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> Shape.of(-1)).hasMessageContaining("got -1");
    assertThatThrownBy(() -> numbered(2, 2).rows(1, 2))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(
            () -> Tensor.of(ElementType.F32, Shape.of(1), MemorySegment.ofArray(new float[1])))
        .hasMessageContaining("off-heap");
  }

  @Test
  void scratchGrowsAndIsUsedAgain() {
    try (Scratch scratch = new Scratch()) {
      Tensor first = scratch.get("x", 2, 8);
      first.set(1, 7, 3);
      assertThat(scratch.get("x", 2, 8).at(1, 7)).isEqualTo(3);
      assertThat(scratch.get("x", 5, 8).rows()).isEqualTo(5);
      assertThat(scratch.get("x", 1, 8).rows()).isEqualTo(1);
      assertThat(scratch.get("x", 1, 9).columns()).isEqualTo(9);
    }
  }
}
