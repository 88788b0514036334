package dev.fathom.text;

import java.util.Arrays;

/// A growing list of token ids.
final class IdList {
  private int[] ids = new int[32];
  private int size;

  void add(int id) {
    if (size == ids.length) {
      ids = Arrays.copyOf(ids, 2 * size);
    }
    ids[size++] = id;
  }

  void clear() {
    size = 0;
  }

  int[] toArray() {
    return Arrays.copyOf(ids, size);
  }
}
