package dev.fathom.engine;

import java.util.Arrays;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// Gives sequences their pages: shared ones where their tokens begin like those of another, its own
/// for the rest. Confined to the engine's loop.
final class Pages {
  private final KvCache cache;
  private final PrefixIndex index;
  private final int pageTokens;

  private final @Nullable PrefixStore store;
  private final IntConsumer eraser;
  // whose rows lie in a page, named or not; null for nobody's
  private final @Nullable PageKey[] holders;

  /// @param store prefixes on disk, or null for none
  Pages(KvCache cache, @Nullable PrefixStore store) {
    this(cache, store, page -> {});
  }

  /// @param eraser overwrites a page
  Pages(KvCache cache, @Nullable PrefixStore store, IntConsumer eraser) {
    this.cache = cache;
    this.eraser = eraser;
    holders = new PageKey[cache.pages()];
    this.store = store;
    index = cache.index();
    pageTokens = cache.pageTokens();
  }

  int pageTokens() {
    return pageTokens;
  }

  /// Gives `sequence` pages for `reach` tokens, if they are free.
  boolean place(Sequence sequence, int reach) {
    Footprint footprint = sequence.footprint();
    int full = sequence.shares() ? footprint.length() / pageTokens : 0;
    int[] shared = shared(footprint, full);
    int revived = (int) Arrays.stream(shared).filter(cache::isFree).count();
    int own = KvCache.pagesFor(reach, pageTokens) - shared.length;
    if (own > cache.freePages() - revived) {
      return false;
    }
    cache.share(shared);
    footprint.add(shared);
    take(footprint, own);
    for (int page = shared.length; page < full; page++) {
      index.name(footprint.pageTable()[page], footprint.content(page, pageTokens));
    }
    return true;
  }

  /// Whether the pages of `sequence` hold `tokens` tokens, if need be with more pages.
  boolean grow(Sequence sequence, int tokens) {
    Footprint footprint = sequence.footprint();
    int missing = KvCache.pagesFor(tokens, pageTokens) - footprint.pageTable().length;
    if (missing > cache.freePages()) {
      return false;
    }
    if (missing > 0) {
      take(footprint, missing);
    }
    return true;
  }

  private void take(Footprint footprint, int count) {
    int[] table = cache.takePages(count);
    for (int page : table) {
      holders[page] = footprint.root();
    }
    footprint.add(table);
  }

  /// Takes all pages from `sequence`; its full ones are kept as long as nobody needs the room.
  void free(Sequence sequence) {
    settle(sequence);
    Footprint footprint = sequence.footprint();
    index.unclaim(footprint.pageTable(), footprint);
    cache.release(footprint.surrender());
    if (sequence.forgotten()) {
      erase(footprint.root());
    }
  }

  /// Drops the names of all pages of the tenant whose chains begin at `root`, and what is in those
  /// that nobody uses.
  void forget(PageKey root) {
    for (int page : index.of(root)) {
      cache.forget(page);
    }
    erase(root);
  }

  private void erase(PageKey root) {
    for (int page = 0; page < holders.length; page++) {
      if (cache.isFree(page) && root.equals(holders[page])) {
        eraser.accept(page);
        holders[page] = null;
      }
    }
  }

  /// Tells the others of the pages that `sequence` has filled since.
  void settle(Sequence sequence) {
    Footprint footprint = sequence.footprint();
    int full = sequence.shares() ? footprint.stored() / pageTokens : 0;
    for (int page = footprint.settled(); page < full; page++) {
      int at = footprint.pageTable()[page];
      if (!index.isNamed(at)) {
        index.name(at, footprint.content(page, pageTokens));
      }
      index.complete(at);
      if (store != null && (page + 1) % PrefixStore.PAGES == 0) {
        save(footprint, page + 1 - PrefixStore.PAGES, store);
      }
    }
    footprint.settled(Math.max(full, footprint.settled()));
  }

  /// Goes past the pages that others have filled; the last token is always computed, for its
  /// logits: it writes again what stands there.
  void skip(Sequence sequence) {
    Footprint footprint = sequence.footprint();
    int full = sequence.shares() ? footprint.length() / pageTokens : 0;
    while (footprint.stored() % pageTokens == 0) {
      int page = footprint.stored() / pageTokens;
      if (page >= full || !index.isComplete(footprint.pageTable()[page])) {
        return;
      }
      footprint.skipTo(Math.min((page + 1) * pageTokens, footprint.length() - 1));
    }
  }

  /// Whether the next page of `sequence` lies on disk and nobody computes it.
  boolean isOnDisk(Sequence sequence) {
    Footprint footprint = sequence.footprint();
    int page = footprint.stored() / pageTokens;
    int end = segment(page) + PrefixStore.PAGES;
    return store != null
        && sequence.shares()
        && footprint.stored() % pageTokens == 0
        && end <= footprint.length() / pageTokens
        && index.isNamed(footprint.pageTable()[page])
        && store.has(footprint.file(segment(page), PrefixStore.PAGES, pageTokens))
        && index.claim(footprint.pageTable()[page], footprint);
  }

  /// Fetches the next pages of `sequence` from disk, ask {@link #isOnDisk} first; where they turn
  /// out to be wrong, they are not on disk any more.
  void fetch(Sequence sequence) {
    Footprint footprint = sequence.footprint();
    int first = segment(footprint.stored() / pageTokens);
    int[] table = Arrays.copyOfRange(footprint.pageTable(), first, first + PrefixStore.PAGES);
    int[] wanted = Arrays.stream(table).map(p -> index.isComplete(p) ? -1 : p).toArray();
    PrefixFile file = footprint.file(first, PrefixStore.PAGES, pageTokens);
    if (store != null && store.restore(file, wanted)) {
      for (int page : table) {
        index.complete(page);
      }
      skip(sequence);
    }
  }

  /// How many of the next tokens of `sequence` it may compute now, `most` at most: up to the first
  /// page that another computes or has computed; 0 where it must wait for that.
  int stretch(Sequence sequence, int most) {
    Footprint footprint = sequence.footprint();
    int from = footprint.stored();
    int end = from + Math.min(most, footprint.pending());
    for (int page = from / pageTokens; page * pageTokens < end; page++) {
      int at = footprint.pageTable()[page];
      boolean begun = page * pageTokens < from;
      if ((!begun && index.isComplete(at)) || !index.claim(at, footprint)) {
        return Math.max(0, page * pageTokens - from);
      }
    }
    return end - from;
  }

  /// Prompts only: the next turn of a conversation often leaves the thought out.
  private void save(Footprint footprint, int first, PrefixStore to) {
    int end = first + PrefixStore.PAGES;
    if (end * pageTokens <= footprint.promptTokens()) {
      to.save(
          footprint.file(first, PrefixStore.PAGES, pageTokens),
          Arrays.copyOfRange(footprint.pageTable(), first, end));
    }
  }

  private static int segment(int page) {
    return page / PrefixStore.PAGES * PrefixStore.PAGES;
  }

  private int[] shared(Footprint footprint, int full) {
    int[] pages = new int[full];
    for (int i = 0; i < full; i++) {
      pages[i] = index.find(footprint.content(i, pageTokens));
      if (pages[i] == PrefixIndex.NONE) {
        return Arrays.copyOf(pages, i);
      }
    }
    return pages;
  }
}
