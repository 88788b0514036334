package dev.fathom.plan;

/// Numbers, first in, first out; grows as needed.
final class IntQueue {
  private int[] ring = new int[8];
  private int head;
  private int size;

  int size() {
    return size;
  }

  int first() {
    return ring[head];
  }

  void add(int value) {
    if (size == ring.length) {
      int[] larger = new int[2 * size];
      for (int i = 0; i < size; i++) {
        larger[i] = ring[(head + i) % size];
      }
      ring = larger;
      head = 0;
    }
    ring[(head + size++) % ring.length] = value;
  }

  int remove() {
    int value = ring[head];
    head = (head + 1) % ring.length;
    size--;
    return value;
  }
}
