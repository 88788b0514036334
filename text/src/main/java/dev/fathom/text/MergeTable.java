package dev.fathom.text;

import java.util.Arrays;

/// Which two neighbours become which token, and how soon: byte-pair merges by rank, SentencePiece
/// merges by score. Complete before it is shared, read only from then on.
final class MergeTable {
  private long[] keys;
  private int[] ranks;
  private int[] results;
  private int count;

  MergeTable(int expected) {
    int slots = Integer.highestOneBit(Math.max(16, 2 * Math.max(1, expected))) * 2;
    allocate(slots);
  }

  /// Adds a merge, or gives a known one a new rank.
  void put(int left, int right, int rank, int result) {
    if (4L * (count + 1) > 3L * keys.length) {
      grow();
    }
    int slot = slot(key(left, right));
    count += keys[slot] < 0 ? 1 : 0;
    keys[slot] = key(left, right);
    ranks[slot] = rank;
    results[slot] = result;
  }

  /// Where the merge of `left` and `right` stands, or -1; see {@link #rank} and {@link #result}.
  int find(int left, int right) {
    int slot = slot(key(left, right));
    return keys[slot] < 0 ? -1 : slot;
  }

  /// How soon the merge at `slot` is made: lower is sooner.
  int rank(int slot) {
    return ranks[slot];
  }

  /// The token that the merge at `slot` makes.
  int result(int slot) {
    return results[slot];
  }

  private static long key(int left, int right) {
    return ((long) left << 32) | right;
  }

  private int slot(long key) {
    long mixed = key * 0x9E3779B97F4A7C15L;
    int slot = (int) (mixed >>> 32) & (keys.length - 1);
    while (keys[slot] >= 0 && keys[slot] != key) {
      slot = (slot + 1) & (keys.length - 1);
    }
    return slot;
  }

  private void allocate(int slots) {
    keys = new long[slots];
    ranks = new int[slots];
    results = new int[slots];
    Arrays.fill(keys, -1);
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldRanks = ranks;
    int[] oldResults = results;
    allocate(2 * oldKeys.length);
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] >= 0) {
        int slot = slot(oldKeys[i]);
        keys[slot] = oldKeys[i];
        ranks[slot] = oldRanks[i];
        results[slot] = oldResults[i];
      }
    }
  }
}
