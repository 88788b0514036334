package dev.fathom.text;

import java.util.Arrays;

/// A heap of longs, the lowest first.
final class LongHeap {
  private long[] heap;
  private int size;

  LongHeap(int expected) {
    heap = new long[Math.max(16, expected)];
  }

  boolean isEmpty() {
    return size == 0;
  }

  void offer(long entry) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, 2 * size);
    }
    int at = size++;
    while (at > 0 && heap[(at - 1) >>> 1] > entry) {
      heap[at] = heap[(at - 1) >>> 1];
      at = (at - 1) >>> 1;
    }
    heap[at] = entry;
  }

  /// Takes the lowest; there must be one.
  long poll() {
    long lowest = heap[0];
    long entry = heap[--size];
    int at = 0;
    while (2 * at + 1 < size) {
      int child = 2 * at + 1;
      child += child + 1 < size && heap[child + 1] < heap[child] ? 1 : 0;
      if (heap[child] >= entry) {
        break;
      }
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = entry;
    return lowest;
  }
}
