package dev.fathom.train.policy;

import dev.fathom.model.KvStorage;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// The free pages of a cache.
final class PageStock {
  private final KvStorage cache;
  private final int[] free;
  private final MemorySegment passing;
  private int count;

  PageStock(KvStorage cache) {
    this.cache = cache;
    free = new int[cache.pages()];
    passing = Arena.ofAuto().allocate(cache.pageBytes(), 64);
    for (int page = free.length - 1; page >= 0; page--) {
      give(page);
    }
  }

  int take() {
    return free[--count];
  }

  void give(int page) {
    free[count++] = page;
  }

  /// A page with the same rows.
  int copy(int page) {
    int twin = take();
    cache.readPage(page, passing);
    cache.writePage(twin, passing);
    return twin;
  }
}
