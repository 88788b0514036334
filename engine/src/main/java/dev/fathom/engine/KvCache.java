package dev.fathom.engine;

import java.util.Arrays;

/// Who uses which page of the key/value memory: a count of owners for each page, so that sequences
/// can share the pages of a common prefix, and the pages without owners: blank ones, and those kept
/// because their prefix may come again, until room is needed; the least recently used goes first,
/// and of one prefix the last page first. The rows themselves lie in {@link
/// dev.fathom.model.KvStorage}. Confined to the engine's loop, but for the counts.
final class KvCache {
  /// Tokens in a page: half a page is lost a sequence, and attention reads whole pages in a row.
  static final int PAGE_TOKENS = 64;

  private final int pageTokens;
  private final PrefixIndex index;
  private final int[] owners;
  private final int[] blankList;
  // a ring through the kept pages, oldest first; the element after the last page is its knot
  private final int[] older;
  private final int[] newer;
  private int blank;
  private int kept;
  private volatile int free;
  private volatile int cached;

  KvCache(int pages, int pageTokens) {
    if (pages < 1) {
      throw new IllegalArgumentException("a cache needs at least one page, got " + pages);
    }
    this.pageTokens = pageTokens;
    index = new PrefixIndex(pages);
    owners = new int[pages];
    blankList = new int[pages];
    older = new int[pages + 1];
    newer = new int[pages + 1];
    older[pages] = pages;
    newer[pages] = pages;
    // the first page is handed out first: small conversations stay in warm memory
    Arrays.setAll(blankList, i -> pages - 1 - i);
    blank = pages;
    publish();
  }

  /// The pages that `tokens` tokens take.
  static int pagesFor(int tokens, int pageTokens) {
    return Math.ceilDiv(tokens, pageTokens);
  }

  /// What the pages hold.
  PrefixIndex index() {
    return index;
  }

  int pageTokens() {
    return pageTokens;
  }

  /// Whether `tokens` tokens fit into the pages without owners.
  boolean fits(int tokens) {
    return pagesFor(tokens, pageTokens) <= blank + kept;
  }

  /// Takes pages for `tokens` tokens, each with one owner; ask {@link #fits} first.
  int[] take(int tokens) {
    return takePages(pagesFor(tokens, pageTokens));
  }

  /// Takes `count` pages, each with one owner; ask {@link #freePages} first.
  int[] takePages(int count) {
    if (count > blank + kept) {
      throw new IllegalStateException(count + " pages wanted, " + (blank + kept) + " are free");
    }
    int[] table = new int[count];
    for (int i = 0; i < count; i++) {
      table[i] = blank > 0 ? blankList[--blank] : evict();
      owners[table[i]] = 1;
    }
    publish();
    return table;
  }

  /// Whether `page` has no owner.
  boolean isFree(int page) {
    return owners[page] == 0;
  }

  /// Gives each page of `table` one more owner: pages with owners, and kept ones.
  void share(int[] table) {
    for (int page : table) {
      if (owners[page] == 0) {
        if (!index.isComplete(page)) {
          throw new IllegalStateException("page " + page + " is free and cannot be shared");
        }
        unlink(page);
      }
      owners[page]++;
    }
    publish();
  }

  /// Takes one owner from each page of `table`; a page without owners is free again, and kept where
  /// it holds a whole page of some prefix.
  void release(int[] table) {
    // the last page first: a prefix is of no use without its beginning
    for (int i = table.length - 1; i >= 0; i--) {
      int page = table[i];
      if (owners[page] == 0) {
        throw new IllegalStateException("page " + page + " was released twice");
      }
      if (--owners[page] > 0) {
        continue;
      }
      if (index.isComplete(page)) {
        link(page);
      } else {
        index.forget(page);
        blankList[blank++] = page;
      }
    }
    publish();
  }

  /// Takes the name from `page`; one that was kept for it is blank then.
  void forget(int page) {
    boolean idle = owners[page] == 0 && index.isComplete(page);
    index.forget(page);
    if (idle) {
      unlink(page);
      blankList[blank++] = page;
    }
    publish();
  }

  /// Pages without an owner, kept ones too; may be read by any thread.
  int freePages() {
    return free;
  }

  /// Pages without an owner that are kept for their prefix; may be read by any thread.
  int cachedPages() {
    return cached;
  }

  /// All pages.
  int pages() {
    return owners.length;
  }

  private int evict() {
    int page = newer[owners.length];
    unlink(page);
    index.forget(page);
    return page;
  }

  private void link(int page) {
    int knot = owners.length;
    int last = older[knot];
    newer[last] = page;
    older[page] = last;
    newer[page] = knot;
    older[knot] = page;
    kept++;
  }

  private void unlink(int page) {
    newer[older[page]] = newer[page];
    older[newer[page]] = older[page];
    kept--;
  }

  private void publish() {
    free = blank + kept;
    cached = kept;
  }
}
