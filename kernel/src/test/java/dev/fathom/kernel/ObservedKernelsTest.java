package dev.fathom.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.tensor.Shape;
import dev.fathom.tensor.Tensor;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObservedKernelsTest {
  private final List<String> seen = new ArrayList<>();

  private static Tensor numbers(Arena arena, int rows, int columns, float first) {
    Tensor tensor = Tensor.allocate(arena, rows, columns);
    for (int i = 0; i < rows * columns; i++) {
      tensor.set(i / columns, i % columns, first + i);
    }
    return tensor;
  }

  @Test
  void tellsWhatEveryMatrixMeetsAndChangesNothing() {
    try (Arena arena = Arena.ofShared();
        KernelSet plain = Kernels.open("scalar-f32", 1);
        KernelSet observed =
            new ObservedKernels(
                Kernels.open("scalar-f32", 1),
                (weight, input) -> seen.add(weight.at(0, 0) + Arrays.toString(input)))) {
      Tensor x = numbers(arena, 2, 2, 1);
      Tensor a = numbers(arena, 3, 2, 10);
      Tensor b = numbers(arena, 3, 2, 20);
      Tensor wanted = Tensor.allocate(arena, 2, 3);
      Tensor got = Tensor.allocate(arena, 2, 3);
      plain.matmul(wanted, x, a);
      observed.matmul(got, x, a);
      assertThat(got.row(1)).isEqualTo(wanted.row(1));
      assertThat(seen).containsExactly("10.0[1.0, 2.0]", "10.0[3.0, 4.0]");
      seen.clear();
      ExpertRouting routing = new ExpertRouting(1, new int[] {1, 0}, new float[] {1, 1});
      observed.matmulExperts(got, x, List.of(a, b), routing);
      assertThat(seen).containsExactlyInAnyOrder("20.0[1.0, 2.0]", "10.0[3.0, 4.0]");
      seen.clear();
      Tensor heads = x.reshape(Shape.of(1, 2, 2));
      Tensor out = Tensor.allocate(arena, 1, 2, 3);
      observed.matmulHeads(out, heads, List.of(a, b));
      assertThat(seen).containsExactly("10.0[1.0, 2.0]", "20.0[3.0, 4.0]");
    }
  }
}
