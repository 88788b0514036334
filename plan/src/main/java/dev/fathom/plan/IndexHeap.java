package dev.fathom.plan;

import java.util.Arrays;

/// The numbers 0 to n-1, each with a key that may change; the one with the least key is at hand.
final class IndexHeap {
  private final double[] keys;
  private final int[] heap;
  private final int[] places;

  IndexHeap(int size) {
    keys = new double[size];
    heap = new int[size];
    places = new int[size];
    Arrays.setAll(heap, i -> i);
    Arrays.setAll(places, i -> i);
  }

  int first() {
    return heap[0];
  }

  double firstKey() {
    return keys[heap[0]];
  }

  double key(int index) {
    return keys[index];
  }

  void set(int index, double key) {
    double before = keys[index];
    keys[index] = key;
    if (key < before) {
      up(places[index]);
    } else {
      down(places[index]);
    }
  }

  private void up(int place) {
    int index = heap[place];
    while (place > 0) {
      int parent = (place - 1) / 2;
      if (keys[heap[parent]] <= keys[index]) {
        break;
      }
      put(place, heap[parent]);
      place = parent;
    }
    put(place, index);
  }

  private void down(int place) {
    int index = heap[place];
    int half = heap.length / 2;
    while (place < half) {
      int child = 2 * place + 1;
      if (child + 1 < heap.length && keys[heap[child + 1]] < keys[heap[child]]) {
        child++;
      }
      if (keys[heap[child]] >= keys[index]) {
        break;
      }
      put(place, heap[child]);
      place = child;
    }
    put(place, index);
  }

  private void put(int place, int index) {
    heap[place] = index;
    places[index] = place;
  }
}
