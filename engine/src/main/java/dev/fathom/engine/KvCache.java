package dev.fathom.engine;

import java.util.Arrays;

/// Who uses which page of the key/value memory: a free list and a count of owners for each page, so
/// that sequences can share the pages of a common prefix. The rows themselves lie in {@link
/// dev.fathom.model.KvStorage}. Confined to the engine's loop, but for {@link #freePages}.
final class KvCache {
  /// Tokens in a page: half a page is lost a sequence, and attention reads whole pages in a row.
  static final int PAGE_TOKENS = 64;

  private final int pageTokens;
  private final int[] owners;
  private final int[] freeList;
  private volatile int free;

  KvCache(int pages, int pageTokens) {
    if (pages < 1) {
      throw new IllegalArgumentException("a cache needs at least one page, got " + pages);
    }
    this.pageTokens = pageTokens;
    owners = new int[pages];
    freeList = new int[pages];
    // the first page is handed out first: small conversations stay in warm memory
    Arrays.setAll(freeList, i -> pages - 1 - i);
    free = pages;
  }

  /// The pages that `tokens` tokens take.
  static int pagesFor(int tokens, int pageTokens) {
    return Math.ceilDiv(tokens, pageTokens);
  }

  /// Whether `tokens` tokens fit into the free pages.
  boolean fits(int tokens) {
    return pagesFor(tokens, pageTokens) <= free;
  }

  /// Takes pages for `tokens` tokens, each with one owner; ask {@link #fits} first.
  int[] take(int tokens) {
    int count = pagesFor(tokens, pageTokens);
    if (count > free) {
      throw new IllegalStateException(count + " pages wanted, " + free + " are free");
    }
    int left = free - count;
    int[] table = new int[count];
    for (int i = 0; i < count; i++) {
      table[i] = freeList[left + count - 1 - i];
      owners[table[i]] = 1;
    }
    free = left;
    return table;
  }

  /// Gives each page of `table` one more owner.
  void share(int[] table) {
    for (int page : table) {
      if (owners[page] == 0) {
        throw new IllegalStateException("page " + page + " is free and cannot be shared");
      }
      owners[page]++;
    }
  }

  /// Takes one owner from each page of `table`; a page without owners is free again.
  void release(int[] table) {
    int count = free;
    for (int page : table) {
      if (owners[page] == 0) {
        throw new IllegalStateException("page " + page + " was released twice");
      }
      if (--owners[page] == 0) {
        freeList[count++] = page;
      }
    }
    free = count;
  }

  /// Pages without an owner; may be read by any thread.
  int freePages() {
    return free;
  }

  /// All pages.
  int pages() {
    return owners.length;
  }
}
