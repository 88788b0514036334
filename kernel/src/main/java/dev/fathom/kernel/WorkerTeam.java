package dev.fathom.kernel;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// A fixed team of platform threads with one parallel-for and a barrier; the caller works too.
///
/// A pass makes hundreds of short calls a token, so workers spin for {@value #SPIN_NANOS} ns after
/// their last work before they park: within a token a call costs about a microsecond, and an idle
/// engine costs nothing. A team larger than the machine does not spin.
///
/// One call at a time is spread over the team. A call made while another is under way, from within
/// its work or by another thread, runs on its caller alone: the results are the same.
public final class WorkerTeam implements AutoCloseable {
  /// How long a thread waits awake.
  private static final long SPIN_NANOS = 50_000;

  private final int threads;
  private final long spinNanos;
  private final Worker[] workers;
  private final AtomicBoolean busy = new AtomicBoolean();
  private volatile @Nullable Job current;
  private volatile boolean closed;

  /// A team of `threads` in all, the caller's own included; one a core for 0 or less.
  public WorkerTeam(int threads) {
    int cores = Runtime.getRuntime().availableProcessors();
    this.threads = threads <= 0 ? cores : threads;
    this.spinNanos = this.threads <= cores ? SPIN_NANOS : 0;
    this.workers = new Worker[this.threads - 1];
    for (int index = 0; index < workers.length; index++) {
      workers[index] = new Worker(index + 1);
      workers[index].thread.start();
    }
  }

  /// The number of threads, the caller's own included.
  public int threads() {
    return threads;
  }

  /// The ids of its own threads, the caller's not among them.
  public long[] threadIds() {
    return Arrays.stream(workers).mapToLong(worker -> worker.thread.threadId()).toArray();
  }

  /// Part of a range of work.
  @FunctionalInterface
  public interface Work {
    /// Does items `from .. to`.
    void run(int from, int to);
  }

  /// Does items `0 .. count` in chunks of at most `chunk`, on all threads; returns when all are
  /// done. What a chunk throws first is thrown here, and chunks not yet begun are dropped.
  public void forRange(int count, int chunk, Work work) {
    if (count < 0 || chunk < 1) {
      throw new IllegalArgumentException("got " + count + " items in chunks of " + chunk);
    }
    if (closed) {
      throw new IllegalStateException("the worker team is closed");
    }
    if (count <= chunk || workers.length == 0 || !busy.compareAndSet(false, true)) {
      runInline(count, chunk, work);
      return;
    }
    try {
      runTogether(new Job(count, chunk, work, Thread.currentThread()));
    } finally {
      busy.set(false);
    }
  }

  /// As {@link #forRange}, item by item.
  public void forEach(int count, int chunk, IntConsumer work) {
    forRange(
        count,
        chunk,
        (from, to) -> {
          for (int item = from; item < to; item++) {
            work.accept(item);
          }
        });
  }

  private static void runInline(int count, int chunk, Work work) {
    for (int from = 0; from < count; from += chunk) {
      int to = Math.min(chunk, count - from) + from;
      work.run(from, to);
      if (to == count) {
        return; // from + chunk might overflow
      }
    }
  }

  private void runTogether(Job job) {
    current = job;
    int wanted = Math.min(workers.length, job.chunks - 1);
    for (int index = 0; index < wanted; index++) {
      if (workers[index].parked) {
        LockSupport.unpark(workers[index].thread);
      }
    }
    job.work();
    job.awaitEnd(spinNanos);
    current = null;
    job.rethrow();
  }

  /// Ends the threads, after the call under way.
  @Override
  public void close() {
    closed = true;
    for (Worker worker : workers) {
      LockSupport.unpark(worker.thread);
    }
    boolean interrupted = false;
    for (Worker worker : workers) {
      interrupted |= !join(worker.thread);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean join(Thread thread) {
    try {
      thread.join();
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  /// One parallel-for. Threads take the next chunk from a counter; when none is left, each reports
  /// how many it did, so that the barrier waits for chunks and not for threads that never came.
  private static final class Job {
    final int chunks;
    private final int count;
    private final int chunk;
    private final Work work;
    private final Thread caller;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger unfinished;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile boolean callerParked;

    Job(int count, int chunk, Work work, Thread caller) {
      this.count = count;
      this.chunk = chunk;
      this.work = work;
      this.caller = caller;
      this.chunks = (int) (((long) count + chunk - 1) / chunk);
      this.unfinished = new AtomicInteger(chunks);
    }

    void work() {
      int done = 0;
      for (int index = next.getAndIncrement(); index < chunks; index = next.getAndIncrement()) {
        runChunk(index);
        done++;
      }
      if (done > 0 && unfinished.addAndGet(-done) == 0 && callerParked) {
        LockSupport.unpark(caller);
      }
    }

    @SuppressWarnings("ThrowableNotThrown") // kept for rethrow()
    private void runChunk(int index) {
      if (failure.get() != null) {
        return;
      }
      try {
        int from = index * chunk;
        work.run(from, from + Math.min(chunk, count - from));
      } catch (Throwable e) {
        failure.compareAndSet(null, e);
      }
    }

    void awaitEnd(long spinNanos) {
      long start = System.nanoTime();
      while (unfinished.get() > 0) {
        if (System.nanoTime() - start < spinNanos) {
          Thread.onSpinWait();
        } else {
          callerParked = true;
          if (unfinished.get() > 0) {
            LockSupport.park(this);
          }
        }
      }
    }

    void rethrow() {
      switch (failure.get()) {
        case null -> {}
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        case Throwable e -> throw new IllegalStateException(e);
      }
    }
  }

  private final class Worker implements Runnable {
    final Thread thread;
    volatile boolean parked;

    Worker(int number) {
      thread = Thread.ofPlatform().daemon().name("fathom-worker-" + number).unstarted(this);
    }

    @Override
    public void run() {
      Job last = null;
      while (true) {
        Job job = awaitJob(last);
        if (job == null) {
          return;
        }
        job.work();
        last = job;
      }
    }

    /// The next job after `last`; null when the team is closed.
    private @Nullable Job awaitJob(@Nullable Job last) {
      long start = System.nanoTime();
      while (true) {
        Job job = current;
        if (job != null && job != last) {
          return job;
        }
        if (closed) {
          return null;
        }
        if (System.nanoTime() - start < spinNanos) {
          Thread.onSpinWait();
        } else {
          park(last);
        }
      }
    }

    /// Parks unless a job came meanwhile: the flag is raised before the look, and the caller
    /// publishes before it reads the flag.
    private void park(@Nullable Job last) {
      parked = true;
      Job job = current;
      if ((job == null || job == last) && !closed) {
        LockSupport.park(this);
      }
      parked = false;
    }
  }
}
