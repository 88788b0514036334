package dev.fathom.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KvCacheTest {
  @Test
  void takesWholePagesForTokens() {
    KvCache cache = new KvCache(4, 16);
    assertThat(cache.take(1)).containsExactly(0);
    assertThat(cache.take(17)).containsExactly(1, 2);
    assertThat(cache.freePages()).isEqualTo(1);
    assertThat(cache.fits(16)).isTrue();
    assertThat(cache.fits(17)).isFalse();
    assertThatThrownBy(() -> cache.take(17)).hasMessage("2 pages wanted, 1 are free");
  }

  @Test
  void freesASharedPageWithItsLastOwner() {
    KvCache cache = new KvCache(2, 16);
    int[] table = cache.take(20);
    cache.share(table);
    cache.release(table);
    assertThat(cache.freePages()).isZero();
    cache.release(table);
    assertThat(cache.freePages()).isEqualTo(2);
  }

  @Test
  void refusesToReleaseOrShareAFreePage() {
    KvCache cache = new KvCache(2, 16);
    int[] table = cache.take(1);
    cache.release(table);
    assertThatThrownBy(() -> cache.release(table)).hasMessageContaining("released twice");
    assertThatThrownBy(() -> cache.share(table)).hasMessageContaining("cannot be shared");
  }

  /// Against a plain map from page to owners.
  @Test
  void neverHandsOutAnOwnedPageWhateverTheOrder() {
    long seed = System.nanoTime();
    System.out.println("neverHandsOutAnOwnedPageWhateverTheOrder seed " + seed);
    Random random = new Random(seed);
    KvCache cache = new KvCache(37, 8);
    Map<Integer, Integer> owners = new HashMap<>();
    List<int[]> held = new ArrayList<>();
    for (int step = 0; step < 20_000; step++) {
      int tokens = random.nextInt(1, 80);
      if (random.nextBoolean() && cache.fits(tokens)) {
        int[] table = cache.take(tokens);
        assertThat(Arrays.stream(table)).noneMatch(owners::containsKey);
        Arrays.stream(table).forEach(page -> owners.put(page, 1));
        held.add(table);
      } else if (!held.isEmpty() && random.nextInt(4) == 0) {
        int[] table = held.get(random.nextInt(held.size()));
        cache.share(table);
        Arrays.stream(table).forEach(page -> owners.merge(page, 1, Integer::sum));
        held.add(table);
      } else if (!held.isEmpty()) {
        int[] table = held.remove(random.nextInt(held.size()));
        cache.release(table);
        Arrays.stream(table).forEach(p -> owners.compute(p, (k, n) -> n == 1 ? null : n - 1));
      }
      assertThat(cache.freePages()).isEqualTo(37 - owners.size());
    }
  }
}
