package dev.fathom.hub;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// That nobody else fetches this blob: a lock on a file of its own, between processes and between
/// threads.
final class BlobLock implements AutoCloseable {
  private static final int PAUSE_MILLIS = 50;

  private final FileChannel channel;
  private final FileLock lock;

  private BlobLock(FileChannel channel, FileLock lock) {
    this.channel = channel;
    this.lock = lock;
  }

  /// Waits for the lock.
  ///
  /// @param busy is run once if somebody else has it
  static BlobLock take(Path file, DiskDoor disk, Runnable busy) {
    disk.makeFolder(file.resolveSibling("").toAbsolutePath());
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        return new BlobLock(channel, await(channel, busy));
      } catch (Throwable failure) {
        channel.close();
        throw failure;
      }
    } catch (IOException trouble) {
      throw DiskDoor.failure(file, trouble);
    }
  }

  private static FileLock await(FileChannel channel, Runnable busy) throws IOException {
    for (boolean told = false; ; told = true) {
      FileLock lock = attempt(channel);
      if (lock != null) {
        return lock;
      }
      if (!told) {
        busy.run();
      }
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while another process fetched it", stopped);
      }
    }
  }

  private static @Nullable FileLock attempt(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException otherThread) {
      return null;
    }
  }

  @Override
  public void close() {
    try (channel) {
      lock.release();
    } catch (IOException gone) {
      // closing the file gives it back too
      return;
    }
  }
}
