package dev.fathom.kernel;

import java.util.concurrent.atomic.AtomicLongArray;

/// A range of work in contiguous shares, one a thread. An owner takes from the front of its share,
/// so that what it fetched ahead is what it does next; whoever has finished takes from the back of
/// another's.
final class Shares {
  /// `front << 32 | back` of each share.
  private final AtomicLongArray ranges;

  Shares(int count, int shares) {
    ranges = new AtomicLongArray(shares);
    for (int share = 0; share < shares; share++) {
      long front = (long) count * share / shares;
      long back = (long) count * (share + 1) / shares;
      ranges.set(share, front << 32 | back);
    }
  }

  int count() {
    return ranges.length();
  }

  /// The next of the share's own items, or -1.
  int takeFront(int share) {
    while (true) {
      long range = ranges.get(share);
      int front = (int) (range >> 32);
      if (front >= (int) range) {
        return -1;
      }
      if (ranges.compareAndSet(share, range, range + (1L << 32))) {
        return front;
      }
    }
  }

  /// The last item of somebody's share if `least` are left in it, or -1.
  int takeBack(int share, int least) {
    while (true) {
      long range = ranges.get(share);
      int back = (int) range;
      if ((int) (range >> 32) > back - least) {
        return -1;
      }
      if (ranges.compareAndSet(share, range, range - 1)) {
        return back - 1;
      }
    }
  }
}
