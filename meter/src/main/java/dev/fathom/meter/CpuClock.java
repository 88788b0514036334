package dev.fathom.meter;

import java.lang.management.ManagementFactory;
import java.util.Arrays;

/// How much CPU time was used so far.
@FunctionalInterface
public interface CpuClock {
  /// In nanoseconds; -1 where nobody knows.
  long nanos();

  /// Where nobody knows.
  static CpuClock unknown() {
    return () -> -1;
  }

  /// Of the threads with these ids, as long as all of them live. What the JVM itself uses, for
  /// compiling and collecting, is not among it, and neither is what serves requests.
  static CpuClock ofThreads(long... ids) {
    long[] own = Arrays.copyOf(ids, ids.length);
    if (!(ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean threads)
        || !threads.isThreadCpuTimeSupported()
        || !threads.isThreadCpuTimeEnabled()) {
      return unknown();
    }
    return () -> {
      long sum = 0;
      for (long nanos : threads.getThreadCpuTime(own)) {
        if (nanos < 0) {
          return -1;
        }
        sum += nanos;
      }
      return sum;
    };
  }
}
