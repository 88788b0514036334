package dev.fathom.kernel;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Tensor;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ContractTest {
  private RandomTensors random;

  @BeforeEach
  void open() {
    random = RandomTensors.fresh();
  }

  @AfterEach
  void close() {
    random.close();
  }

  private static void assertRefused(String message, ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }

  private Tensor f32(long... lengths) {
    return random.f32(lengths);
  }

  private Tensor f16(int rows, int columns) {
    return random.weight(ElementType.F16, rows, columns);
  }

  @Test
  void refusesProductsThatDoNotFit() {
    Tensor w = random.weight(ElementType.Q8_0, 5, 64);
    assertRefused(
        "matmul: x: got F32 [2, 63], wanted F32 [2, 64]",
        () -> Contract.matmul(f32(2, 5), f32(2, 63), w));
    assertRefused(
        "matmul: x: got F16 [2, 64], wanted F32 [2, 64]",
        () -> Contract.matmul(f32(2, 5), f16(2, 64), w));
    assertRefused(
        "matmul: out: got F32 [3, 5], wanted F32 [2, 5]",
        () -> Contract.matmul(f32(3, 5), f32(2, 64), w));
    Tensor fp8 = random.weight(ElementType.F8_E4M3, 130, 5).withScales(f32(1, 1));
    assertRefused(
        "matmul: the scales of F8_E4M3 [130, 5]: got F32 [1, 1], wanted F32 [2, 1]",
        () -> Contract.matmul(f32(1, 130), f32(1, 5), fp8));
    assertRefused(
        "matmul: w: got F16 [2, 5], wanted F8_E4M3, as it has scales",
        () -> Contract.matmul(f32(1, 2), f32(1, 5), f16(2, 5).withScales(f32(1, 1))));
  }

  @Test
  void refusesHeadsThatDoNotFit() {
    List<Tensor> heads = List.of(f16(5, 8), f16(5, 8));
    assertRefused(
        "matmulHeads: x: got F32 [3, 1, 8], wanted F32 [T, 2, 8]",
        () -> Contract.matmulHeads(f32(3, 2, 5), f32(3, 1, 8), heads));
    assertRefused(
        "matmulHeads: out: got F32 [4, 2, 5], wanted 3 tokens as in x",
        () -> Contract.matmulHeads(f32(4, 2, 5), f32(3, 2, 8), heads));
    assertRefused(
        "matmulHeadsTransposed: x: got F32 [3, 2, 8], wanted F32 [T, 2, 5]",
        () -> Contract.matmulHeadsTransposed(f32(3, 2, 5), f32(3, 2, 8), heads));
    assertRefused(
        "matmulHeads: heads: got F16 [5, 9], wanted [5, 8] in all",
        () -> Contract.matmulHeads(f32(3, 2, 5), f32(3, 2, 8), List.of(f16(5, 8), f16(5, 9))));
    assertRefused(
        "matmulHeads: got no heads",
        () -> Contract.matmulHeads(f32(3, 2, 5), f32(3, 2, 8), List.of()));
  }

  @Test
  void refusesExpertsThatDoNotFit() {
    List<Tensor> experts = List.of(f16(5, 8), f16(5, 8));
    ExpertRouting routing = new ExpertRouting(2, new int[] {0, 1, 1, 0}, new float[4]);
    assertRefused(
        "matmulExperts: x: got F32 [3, 8], wanted F32 [2, 8]",
        () -> Contract.matmulExperts(f32(4, 5), f32(3, 8), experts, routing));
    ExpertRouting unknown = new ExpertRouting(1, new int[] {2}, new float[1]);
    assertRefused(
        "matmulExperts: expert 2 of 2",
        () -> Contract.matmulExperts(f32(1, 5), f32(1, 8), experts, unknown));
    assertRefused(
        "combineExperts: y: got F32 [3, 8], wanted F32 [4, 8]",
        () -> Contract.combineExperts(f32(2, 8), f32(3, 8), routing));
  }

  @Test
  void refusesIdsOutsideTheTable() {
    assertRefused(
        "gather: id 7 of a table of 7",
        () -> Contract.gather(f32(2, 4), f32(7, 4), new int[] {0, 7}));
    assertRefused(
        "gather: id -1 of a table of 7",
        () -> Contract.gather(f32(1, 4), f32(7, 4), new int[] {-1}));
  }

  @Test
  void refusesRowsOfDifferentLength() {
    assertRefused(
        "rmsNorm: weight: got F32 [5], wanted one row of 4 of a plain type",
        () -> Contract.rmsNorm(f32(2, 4), f32(2, 4), f32(5)));
    assertRefused(
        "addBias: bias: got Q8_0 [1, 32], wanted one row of 32 of a plain type",
        () -> Contract.addBias(f32(2, 32), random.weight(ElementType.Q8_0, 1, 32)));
    assertRefused(
        "add: the second: got F32 [2, 5], wanted F32 [2, 4]",
        () -> Contract.elementwise("add", f32(2, 4), f32(2, 5)));
    assertRefused(
        "rope: x: got F32 [2, 4], wanted F32 [T, H, R] with an even R",
        () -> Contract.rope(f32(2, 4), f32(2, 4)));
    assertRefused(
        "rope: rotation: got F32 [3, 4], wanted F32 [2, 4]",
        () -> Contract.rope(f32(2, 1, 4), f32(3, 4)));
  }

  @Test
  void refusesAttentionThatDoesNotFit() {
    CacheRows keys = CacheRows.contiguous(f32(8, 16));
    CacheRows values = CacheRows.contiguous(f32(8, 6));
    assertRefused(
        "attention: values: got F32 [8, 6], wanted rows of 8",
        () -> Contract.attention(f32(1, 4, 4), f32(1, 4, 8), keys, values, 0));
    assertRefused(
        "attention: q: got F32 [1, 3, 8], wanted a multiple of 2 key heads",
        () -> Contract.attention(f32(1, 3, 3), f32(1, 3, 8), keys, values, 0));
    assertRefused(
        "attention: keys: got F32 [8, 16], wanted rows of a multiple of 7",
        () -> Contract.attention(f32(1, 4, 3), f32(1, 4, 7), keys, values, 0));
    assertRefused(
        "attention: positions 6 to 9 of a cache of 8",
        () -> Contract.attention(f32(3, 4, 3), f32(3, 4, 8), keys, values, 6));
    assertRefused(
        "attention: positions -1 to 2 of a cache of 8",
        () -> Contract.attention(f32(3, 4, 3), f32(3, 4, 8), keys, values, -1));
  }

  @Test
  void refusesHeadsThatCutABlockOfTheCache() {
    CacheRows keys = CacheRows.contiguous(random.zeros(ElementType.Q8_0, 8, 96));
    CacheRows values = CacheRows.contiguous(random.zeros(ElementType.Q8_0, 8, 64));
    assertRefused(
        "attention: keys: got Q8_0 [8, 96], wanted heads of whole blocks of 32, not of 48",
        () -> Contract.attention(f32(1, 2, 32), f32(1, 2, 48), keys, values, 0));
    assertRefused(
        "attention: values: got Q8_0 [8, 64], wanted heads of whole blocks of 32, not of 16",
        () -> Contract.attention(f32(1, 4, 16), f32(1, 4, 32), wide(), values, 0));
  }

  /// Four key heads of 32.
  private CacheRows wide() {
    return CacheRows.contiguous(random.zeros(ElementType.Q8_0, 8, 128));
  }

  @Test
  void refusesPagesOutsideTheStorage() {
    Tensor storage = f32(8, 2);
    assertRefused(
        "store: page 2 of position 4 is not in the storage F32 [8, 2]",
        () ->
            Contract.cacheRows("store", new CacheRows(storage, new int[] {0, 2}, 4), 3, f32(2, 2)));
    assertRefused(
        "store: page -1 of position 0 is not in the storage F32 [8, 2]",
        () -> Contract.cacheRows("store", new CacheRows(storage, new int[] {-1}, 4), 0, f32(1, 2)));
    assertRefused(
        "load: positions 3 to 5 of a cache of 4",
        () -> Contract.cacheRows("load", new CacheRows(storage, new int[] {1}, 4), 3, f32(2, 2)));
    assertRefused(
        "load: the rows: got F32 [1, 3], wanted F32 [1, 2]",
        () -> Contract.cacheRows("load", CacheRows.contiguous(storage), 0, f32(1, 3)));
  }
}
