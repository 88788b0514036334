package dev.fathom.chats;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// Which processes that write answers are there: each holds the lock on one byte of an empty file,
/// and the system lets go of it however the process ends.
final class Presence implements AutoCloseable {
  private final long own = Ids.nextNumber();
  private final @Nullable FileChannel channel;

  private Presence(@Nullable FileChannel channel) {
    this.channel = channel;
  }

  /// Among the processes that use `file`.
  static Presence in(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      Presence presence = new Presence(channel);
      channel.lock(presence.own, 1, false);
      return presence;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /// Where no other process can be.
  static Presence alone() {
    return new Presence(null);
  }

  /// The number by which others know this process.
  long own() {
    return own;
  }

  /// Whether the process of this number is still there.
  boolean holds(long number) {
    if (channel == null || number <= 0) {
      return false;
    }
    try (FileLock lock = channel.tryLock(number, 1, false)) {
      return lock == null;
    } catch (OverlappingFileLockException e) {
      return true; // within this process
    } catch (IOException e) {
      return false; // a file system without locks
    }
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
    }
  }
}
