package dev.fathom.engine;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Prefixes on disk, in stretches of {@link #PAGES} pages. The loop copies finished pages out and
/// in; a thread of the engine's writes the files. Nothing here can break a generation: what cannot
/// be written is not written, what is not right is deleted and computed again, with one line in the
/// log.
final class PrefixStore {
  /// Pages in a file: with 64 tokens a page, prompts of 256 tokens and more are kept.
  static final int PAGES = 4;

  /// Files that may wait to be written; what comes then is not kept this time.
  private static final int BACKLOG = 8;

  private static final int LARGEST_FILE = 1 << 30;
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final System.Logger LOG = System.getLogger("dev.fathom.engine");

  private record Job(String name, byte[] file) {}

  // without bytes: no more comes
  private static final Job LAST = new Job("", new byte[0]);

  private final PrefixFolder folder;
  private final byte[] model;
  private final Forward forward;
  private final long pageBytes;
  // with the tenant's root; what is not in here any more is not written
  private final Map<String, PageKey> pending = new ConcurrentHashMap<>();
  private final ReentrantLock writing = new ReentrantLock();
  private final BlockingQueue<Job> jobs = new LinkedBlockingQueue<>(BACKLOG);
  private final AtomicBoolean complained = new AtomicBoolean();
  private volatile long pausedUntil = System.nanoTime();

  private PrefixStore(PrefixFolder folder, String model, Forward forward) {
    this.folder = folder;
    this.forward = forward;
    this.model = PageKey.sha256().digest(model.getBytes(StandardCharsets.UTF_8));
    pageBytes = forward.pageBytes();
  }

  /// Prefixes on disk, where they are wanted and the folder can be used.
  static @Nullable PrefixStore of(ModelFacts facts, Forward forward, EngineOptions options) {
    Path folder = options.prefixes().folder();
    if (folder == null) {
      return null;
    }
    if (facts.fingerprint().isEmpty()) {
      throw new IllegalArgumentException("prefixes on disk need the model's fingerprint");
    }
    String model =
        "%s %s %d".formatted(facts.fingerprint(), options.cacheType(), KvCache.PAGE_TOKENS);
    try {
      return open(folder, options.prefixes().bytes(), model, forward);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "prefixes are not kept on disk: " + e);
      return null;
    }
  }

  /// The folder's prefixes of one model.
  ///
  /// @param model all that keys and values depend on besides the tokens
  static PrefixStore open(Path folder, long bytes, String model, Forward forward)
      throws IOException {
    if (forward.pageBytes() < 1 || forward.pageBytes() > LARGEST_FILE / PAGES) {
      throw new IOException(
          "pages of %,d bytes cannot be kept on disk".formatted(forward.pageBytes()));
    }
    return new PrefixStore(new PrefixFolder(folder, bytes), model, forward);
  }

  /// Whether these pages lie on disk.
  boolean has(PrefixFile file) {
    return folder.has(file.name(model));
  }

  /// Reads `file` into the pages of `table` that are wanted, those not negative.
  ///
  /// @return whether they hold it now
  boolean restore(PrefixFile file, int[] table) {
    String name = file.name(model);
    try {
      byte[] bytes = file.frame(model, pageBytes * table.length);
      int at = file.payloadAt(model);
      String wrong = PrefixFile.read(folder.path(name), bytes, at);
      if (!wrong.isEmpty()) {
        discard(name, wrong);
        return false;
      }
      for (int i = 0; i < table.length; i++) {
        if (table[i] >= 0) {
          forward.writePage(table[i], page(bytes, at, i));
        }
      }
      folder.use(name);
      return true;
    } catch (NoSuchFileException gone) {
      // another process with the same folder needed the room
      discard(name, "");
      return false;
    } catch (IOException | OutOfMemoryError e) {
      discard(name, e.toString());
      return false;
    }
  }

  /// Copies the pages of `table` and has them written, unless they are on disk or on their way.
  void save(PrefixFile file, int[] table) {
    String name = file.name(model);
    boolean due =
        !folder.has(name)
            && System.nanoTime() - pausedUntil >= 0
            && jobs.remainingCapacity() > 0
            && pending.putIfAbsent(name, file.root()) == null;
    if (!due) {
      return;
    }
    try {
      byte[] bytes = copy(file, table);
      if (jobs.offer(new Job(name, bytes))) {
        return;
      }
    } catch (RuntimeException | OutOfMemoryError e) {
      complain(e);
    }
    pending.remove(name);
  }

  private byte[] copy(PrefixFile file, int[] table) {
    byte[] bytes = file.frame(model, pageBytes * table.length);
    int at = file.payloadAt(model);
    for (int i = 0; i < table.length; i++) {
      forward.readPage(table[i], page(bytes, at, i));
    }
    return bytes;
  }

  /// Writes until {@link #finish}; the body of the engine's second thread.
  void write() {
    try {
      for (Job job = jobs.take(); job.file().length > 0; job = jobs.take()) {
        write(job);
        pending.remove(job.name());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Ends {@link #write} after what waits has been written.
  ///
  /// @return whether the writer was told; it may be too busy to be
  boolean finish() {
    try {
      return jobs.offer(LAST, 100, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      // the engine's loop ends anyhow
      return false;
    }
  }

  /// Deletes the files of the tenant whose chains begin at `root`, and writes none that are on
  /// their way.
  void forget(PageKey root) {
    writing.lock();
    try {
      pending.values().removeIf(root::equals);
      folder.forget(root);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "prefix files cannot be deleted: " + e);
    } finally {
      writing.unlock();
    }
  }

  private void write(Job job) {
    writing.lock();
    try {
      if (!pending.containsKey(job.name())) {
        return;
      }
      PrefixFile.seal(job.file());
      if (folder.makeRoom(job.file().length)) {
        PrefixFile.write(job.file(), folder.path(job.name()), folder.temporary(job.name()));
        folder.add(job.name(), job.file().length);
      }
    } catch (IOException | RuntimeException e) {
      complain(e);
    } finally {
      writing.unlock();
    }
  }

  /// Says so once; a full disk may have room again later.
  private void complain(Throwable cause) {
    pausedUntil = System.nanoTime() + PAUSE_NANOS;
    if (complained.compareAndSet(false, true)) {
      LOG.log(Level.WARNING, "prefixes are not kept on disk for now: " + cause);
    }
  }

  private void discard(String name, String reason) {
    if (!reason.isEmpty()) {
      LOG.log(
          Level.WARNING,
          "the prefix file " + folder.path(name) + " is not right and was deleted: " + reason);
    }
    try {
      folder.delete(name);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "a prefix file cannot be deleted: " + e);
    }
  }

  private MemorySegment page(byte[] file, int payloadAt, int page) {
    return MemorySegment.ofArray(file).asSlice(payloadAt + page * pageBytes, pageBytes);
  }
}
