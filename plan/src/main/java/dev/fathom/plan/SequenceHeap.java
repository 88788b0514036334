package dev.fathom.plan;

import java.util.Arrays;

/// Requests by the step at which they end; grows as needed.
final class SequenceHeap {
  private double[] ends = new double[16];
  private int[] requests = new int[16];
  private int size;

  int size() {
    return size;
  }

  double firstEnd() {
    return ends[0];
  }

  /// The request at `place`, in no order.
  int request(int place) {
    return requests[place];
  }

  double end(int place) {
    return ends[place];
  }

  void clear() {
    size = 0;
  }

  void add(double end, int request) {
    if (size == ends.length) {
      ends = Arrays.copyOf(ends, 2 * size);
      requests = Arrays.copyOf(requests, 2 * size);
    }
    int place = size++;
    while (place > 0 && ends[(place - 1) / 2] > end) {
      move((place - 1) / 2, place);
      place = (place - 1) / 2;
    }
    ends[place] = end;
    requests[place] = request;
  }

  /// Takes the one that ends first.
  int removeFirst() {
    int first = requests[0];
    size--;
    double end = ends[size];
    int request = requests[size];
    int place = 0;
    while (2 * place + 1 < size) {
      int child = 2 * place + 1;
      if (child + 1 < size && ends[child + 1] < ends[child]) {
        child++;
      }
      if (ends[child] >= end) {
        break;
      }
      move(child, place);
      place = child;
    }
    ends[place] = end;
    requests[place] = request;
    return first;
  }

  private void move(int from, int to) {
    ends[to] = ends[from];
    requests[to] = requests[from];
  }
}
