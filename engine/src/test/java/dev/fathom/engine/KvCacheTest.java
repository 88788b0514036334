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

  @Test
  void keepsNamedPagesUntilRoomIsNeededAndEvictsTheLeastRecentlyUsed() {
    KvCache cache = new KvCache(4, 2);
    int[] first = filled(cache, 1, 2, 3, 4);
    int[] second = filled(cache, 5, 6);
    cache.release(first);
    cache.release(second);
    assertThat(cache.freePages()).isEqualTo(4);
    assertThat(cache.cachedPages()).isEqualTo(3);
    // used again: now the younger
    cache.share(first);
    cache.release(first);
    assertThat(cache.take(4)).containsExactly(3, second[0]);
    assertThat(cache.index().isNamed(second[0])).isFalse();
    // of one prefix the end goes first
    assertThat(cache.take(2)).containsExactly(first[1]);
    assertThat(cache.index().isComplete(first[0])).isTrue();
    assertThat(cache.cachedPages()).isEqualTo(1);
  }

  @Test
  void forgetsAPageThatNobodyHasFilled() {
    KvCache cache = new KvCache(2, 2);
    Footprint footprint = new Footprint(new int[] {1, 2}, "");
    int[] table = cache.take(2);
    cache.index().name(table[0], footprint.content(0, 2));
    assertThat(cache.index().find(footprint.content(0, 2))).isEqualTo(table[0]);
    cache.release(table);
    assertThat(cache.index().find(footprint.content(0, 2))).isEqualTo(PrefixIndex.NONE);
    assertThat(cache.cachedPages()).isZero();
  }

  @Test
  void aNameIsNotTrustedWithoutTheTokens() {
    PrefixIndex index = new PrefixIndex(2);
    PrefixIndex.Content content = new Footprint(new int[] {1, 2}, "").content(0, 2);
    index.name(0, content);
    var forged =
        new PrefixIndex.Content(content.root(), content.key(), content.parent(), new int[] {1, 3});
    assertThat(index.find(content)).isZero();
    assertThat(index.find(forged)).isEqualTo(PrefixIndex.NONE);
  }

  private static int[] filled(KvCache cache, int... tokens) {
    Footprint footprint = new Footprint(tokens, "");
    int[] table = cache.take(tokens.length);
    for (int page = 0; page < table.length; page++) {
      cache.index().name(table[page], footprint.content(page, 2));
      cache.index().complete(table[page]);
    }
    return table;
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
