package dev.fathom.text;

/// Merges the neighbours of a word, always the pair of lowest rank and, of equal ones, the
/// leftmost. Short words by looking at every pair again, long ones with a heap: no word takes more
/// than n log n time.
final class Merging {
  // above this the heap is faster
  private static final int SHORT = 48;

  private final MergeTable merges;

  Merging(MergeTable merges) {
    this.merges = merges;
  }

  /// Merges within `ids[0, length)`, in place; returns how many are left, at the front of `ids`.
  int merge(int[] ids, int length) {
    return length <= SHORT ? mergeShort(ids, length) : new LongWord(merges, ids, length).merge();
  }

  private int mergeShort(int[] ids, int length) {
    int[] slots = new int[length];
    for (int i = 0; i + 1 < length; i++) {
      slots[i] = merges.find(ids[i], ids[i + 1]);
    }
    int left = length;
    while (true) {
      int best = best(slots, left);
      if (best < 0) {
        return left;
      }
      ids[best] = merges.result(slots[best]);
      left--;
      System.arraycopy(ids, best + 2, ids, best + 1, left - best - 1);
      System.arraycopy(slots, best + 1, slots, best, left - best);
      slots[best] = best + 1 < left ? merges.find(ids[best], ids[best + 1]) : -1;
      if (best > 0) {
        slots[best - 1] = merges.find(ids[best - 1], ids[best]);
      }
    }
  }

  private int best(int[] slots, int length) {
    int best = -1;
    int lowest = Integer.MAX_VALUE;
    for (int i = 0; i + 1 < length; i++) {
      if (slots[i] >= 0 && merges.rank(slots[i]) < lowest) {
        lowest = merges.rank(slots[i]);
        best = i;
      }
    }
    return best;
  }

  /// One long word: a linked list of tokens and a heap of pairs, of which some are out of date.
  private static final class LongWord {
    private final MergeTable merges;
    private final int[] ids;
    private final int[] next;
    private final int[] previous;
    private final LongHeap heap;

    LongWord(MergeTable merges, int[] ids, int length) {
      this.merges = merges;
      this.ids = ids;
      this.next = new int[length];
      this.previous = new int[length];
      this.heap = new LongHeap(length);
      for (int i = 0; i < length; i++) {
        next[i] = i + 1 < length ? i + 1 : -1;
        previous[i] = i - 1;
      }
      for (int i = 0; i < length; i++) {
        offer(i);
      }
    }

    int merge() {
      while (!heap.isEmpty()) {
        long entry = heap.poll();
        int at = (int) entry;
        int slot = ids[at] < 0 || next[at] < 0 ? -1 : merges.find(ids[at], ids[next[at]]);
        // an entry whose pair has changed is out of date, and the new pair has its own
        if (slot >= 0 && merges.rank(slot) == (int) (entry >>> 32)) {
          join(at, slot);
        }
      }
      return compact();
    }

    private void join(int at, int slot) {
      int gone = next[at];
      ids[at] = merges.result(slot);
      ids[gone] = -1;
      next[at] = next[gone];
      if (next[at] >= 0) {
        previous[next[at]] = at;
      }
      offer(at);
      if (previous[at] >= 0) {
        offer(previous[at]);
      }
    }

    private void offer(int at) {
      int slot = next[at] < 0 ? -1 : merges.find(ids[at], ids[next[at]]);
      if (slot >= 0) {
        heap.offer(((long) merges.rank(slot) << 32) | at);
      }
    }

    private int compact() {
      int left = 0;
      for (int at = 0; at >= 0; at = next[at]) {
        ids[left++] = ids[at];
      }
      return left;
    }
  }
}
