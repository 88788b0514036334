package dev.fathom.hub;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A blob that is coming, in pieces of one length, and a small file beside it that remembers how
/// much of each piece is there: a download goes on where it broke off, in another process too.
///
/// The small file: a magic number, the blob's length, the pieces' length, and for each piece the
/// bytes that are there, all i64 in big-endian order.
final class Pieces implements AutoCloseable {
  private static final long MAGIC = 0x666174686f6d3031L;
  private static final int HEAD = 24;
  private static final int MOST_PIECES = 1 << 16;
  private static final long NOTE_BYTES = 1 << 20;

  private final DiskDoor disk;
  private final FileChannel data;
  private final FileChannel journal;
  private final Path path;
  private final long size;
  private final long pieceBytes;
  private final long[] done;
  private final long[] noted;
  private int claimed;

  private Pieces(DiskDoor disk, Path path, FileChannel[] files, long size, long pieceBytes)
      throws IOException {
    this.disk = disk;
    this.path = path;
    this.data = files[0];
    this.journal = files[1];
    this.size = size;
    long remembered = remembered();
    this.pieceBytes = remembered > 0 ? remembered : Math.max(pieceBytes, size / MOST_PIECES + 1);
    this.done = new long[(int) ((size + this.pieceBytes - 1) / this.pieceBytes)];
    if (remembered > 0) {
      recall();
    } else {
      begin();
    }
    this.noted = done.clone();
  }

  /// What is there of `file`, or the beginning.
  static Pieces open(RepoFolder folder, RemoteFile file, long pieceBytes, DiskDoor disk) {
    Path path = folder.incomplete(file.digest());
    disk.makeFolder(folder.blobs());
    try {
      FileChannel data = open(path);
      FileChannel journal = open(folder.pieces(file.digest()));
      return new Pieces(disk, path, new FileChannel[] {data, journal}, file.bytes(), pieceBytes);
    } catch (IOException trouble) {
      throw DiskDoor.failure(path, trouble);
    }
  }

  /// Bytes that a small file says are there of a blob of `size`; changes nothing, for somebody else
  /// may be at work on it.
  static long peek(Path journal, long size) {
    ByteBuffer all = ByteBuffer.allocate(HEAD + 8 * MOST_PIECES);
    try (FileChannel in = FileChannel.open(journal, StandardOpenOption.READ)) {
      int count = in.read(all);
      while (count >= 0 && all.hasRemaining()) {
        count = in.read(all);
      }
    } catch (IOException none) {
      return 0;
    }
    all.flip();
    long sum = 0;
    boolean sound = all.remaining() >= HEAD && all.getLong(0) == MAGIC && all.getLong(8) == size;
    for (int at = HEAD; sound && at + 8 <= all.limit(); at += 8) {
      sum += Math.clamp(all.getLong(at), 0, size - sum);
    }
    return sum;
  }

  private static FileChannel open(Path path) throws IOException {
    return FileChannel.open(
        path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  /// The pieces' length in a small file that fits this blob, else 0.
  private long remembered() throws IOException {
    ByteBuffer head = ByteBuffer.allocate(HEAD);
    if (journal.read(head, 0) < HEAD || head.getLong(0) != MAGIC || head.getLong(8) != size) {
      return 0;
    }
    long length = head.getLong(16);
    boolean fits = length > size / MOST_PIECES && length <= Math.max(size, Long.MAX_VALUE / 2);
    return fits && journal.size() == HEAD + 8 * ((size + length - 1) / length) ? length : 0;
  }

  private void recall() throws IOException {
    ByteBuffer counts = ByteBuffer.allocate(8 * done.length);
    journal.read(counts, HEAD);
    long there = data.size();
    for (int i = 0; i < done.length; i++) {
      long count = counts.getLong(8 * i);
      // what the file lost, or never got, is not there
      boolean sound = count >= 0 && count <= length(i) && start(i) + count <= there;
      done[i] = sound ? count : 0;
    }
  }

  private void begin() throws IOException {
    data.truncate(0);
    journal.truncate(0);
    ByteBuffer all = ByteBuffer.allocate(HEAD + 8 * done.length);
    all.putLong(0, MAGIC).putLong(8, size).putLong(16, pieceBytes);
    disk.write(journal, all, 0);
  }

  int count() {
    return done.length;
  }

  long start(int piece) {
    return piece * pieceBytes;
  }

  /// Behind the piece's last byte.
  long end(int piece) {
    return Math.min(size, start(piece) + pieceBytes);
  }

  private long length(int piece) {
    return end(piece) - start(piece);
  }

  /// Where the piece's next byte goes.
  synchronized long position(int piece) {
    return start(piece) + done[piece];
  }

  /// The next piece that nobody has and that is not whole, or -1.
  synchronized int claim() {
    while (claimed < done.length && done[claimed] == length(claimed)) {
      claimed++;
    }
    return claimed < done.length ? claimed++ : -1;
  }

  /// Writes the piece's next bytes.
  void write(int piece, ByteBuffer bytes) {
    int count = bytes.remaining();
    try {
      disk.write(data, bytes, position(piece));
    } catch (IOException trouble) {
      throw DiskDoor.failure(path, trouble);
    }
    synchronized (this) {
      done[piece] += count;
    }
    if (done[piece] - noted[piece] >= NOTE_BYTES) {
      note(piece);
    }
  }

  /// Remembers how far the piece is.
  void note(int piece) {
    ByteBuffer count = ByteBuffer.allocate(8);
    synchronized (this) {
      if (noted[piece] == done[piece]) {
        return;
      }
      noted[piece] = done[piece];
      count.putLong(0, done[piece]);
    }
    try {
      disk.write(journal, count, HEAD + 8L * piece);
    } catch (IOException trouble) {
      throw DiskDoor.failure(path, trouble);
    }
  }

  /// The piece comes from its beginning again; returns the bytes that were there.
  long forget(int piece) {
    long lost;
    synchronized (this) {
      lost = done[piece];
      done[piece] = 0;
    }
    note(piece);
    return lost;
  }

  /// Makes what is there last.
  void force() {
    try {
      data.truncate(size);
      disk.force(data);
    } catch (IOException trouble) {
      throw DiskDoor.failure(path, trouble);
    }
  }

  @Override
  public void close() {
    try (data;
        journal) {
      return;
    } catch (IOException closed) {
      throw DiskDoor.failure(path, closed);
    }
  }
}
