package dev.fathom.hub;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Fetches one file of a listing: in pieces, several at once, each going on where it broke off; at
/// the end the whole must come to its checksum, or nothing of it is kept. Whoever calls holds the
/// blob's lock.
final class FileFetch {
  private static final int MOST_WRONG = 3;

  private final Wire wire;
  private final Listing listing;
  private final RepoFolder folder;
  private final DiskDoor disk;
  private final Pace pace;
  private final Meter meter;

  /// What a fetch works with.
  record Means(Wire wire, DiskDoor disk, Pace pace, Meter meter) {}

  FileFetch(Means means, Listing listing, RepoFolder folder) {
    this.wire = means.wire();
    this.disk = means.disk();
    this.pace = means.pace();
    this.meter = means.meter();
    this.listing = listing;
    this.folder = folder;
  }

  /// Fetches `file` and puts it in its place among the blobs.
  void fetch(RemoteFile file) throws Denied {
    long pieceBytes = pace.pieceBytes();
    int changes = 0;
    for (int wrong = 0; ; ) {
      try {
        collect(file, pieceBytes);
      } catch (Changed changed) {
        discard(file);
        pieceBytes = changed.isUnranged() ? Math.max(1, file.bytes()) : pieceBytes;
        if (++changes >= pace.attempts()) {
          throw HubException.of(HubException.Kind.CHANGED, file.path(), changes);
        }
        continue;
      }
      Digest found = digest(file);
      if (found.equals(file.digest())) {
        place(file);
        return;
      }
      discard(file);
      if (++wrong >= MOST_WRONG) {
        throw HubException.of(HubException.Kind.CHECKSUM, file.path(), found, file.digest());
      }
    }
  }

  private void collect(RemoteFile file, long pieceBytes) throws Denied, Changed {
    AtomicReference<@Nullable String> tag = new AtomicReference<>();
    try (Pieces pieces = Pieces.open(folder, file, pieceBytes, disk)) {
      int lanes = Math.min(pace.lanes(), pieces.count());
      Lanes.run(lanes, () -> new Lane(file, pieces, tag).run());
      pieces.force();
    } catch (Denied | Changed meant) {
      throw meant;
    } catch (IOException trouble) {
      throw DiskDoor.failure(folder.incomplete(file.digest()), trouble);
    }
  }

  /// Bytes of `file` that came before.
  static long there(RepoFolder folder, RemoteFile file) {
    return Pieces.peek(folder.pieces(file.digest()), file.bytes());
  }

  private void discard(RemoteFile file) {
    meter.lost(there(folder, file));
    disk.remove(folder.pieces(file.digest()));
    disk.remove(folder.incomplete(file.digest()));
  }

  private Digest digest(RemoteFile file) {
    meter.tell(new PullEvent.Verifies(file.path()));
    Path part = folder.incomplete(file.digest());
    try {
      return file.digest().of(part, _ -> {});
    } catch (IOException trouble) {
      throw DiskDoor.failure(part, trouble);
    }
  }

  private void place(RemoteFile file) {
    Path blob = folder.blob(file.digest());
    try {
      disk.rename(folder.incomplete(file.digest()), blob);
    } catch (IOException trouble) {
      throw DiskDoor.failure(blob, trouble);
    }
    disk.remove(folder.pieces(file.digest()));
  }

  /// One of the lanes: takes pieces until none is left.
  private final class Lane {
    private final RemoteFile file;
    private final Pieces pieces;
    private final AtomicReference<@Nullable String> tag;
    private final URI uri;

    Lane(RemoteFile file, Pieces pieces, AtomicReference<@Nullable String> tag) {
      this.file = file;
      this.pieces = pieces;
      this.tag = tag;
      this.uri = listing.uri(file);
    }

    void run() throws IOException {
      for (int piece = pieces.claim(); piece >= 0; piece = pieces.claim()) {
        complete(piece);
      }
    }

    private void complete(int piece) throws IOException {
      Patience patience =
          new Patience(
              pace, file.path(), (why, wait) -> meter.tell(new PullEvent.Waits(why, wait)));
      while (pieces.position(piece) < pieces.end(piece)) {
        long before = pieces.position(piece);
        try (Answer answer = wire.get(uri, headers(piece))) {
          check(answer, piece);
          drain(answer.body(), piece);
        } catch (Denied | Changed meant) {
          throw meant;
        } catch (IOException trouble) {
          if (pieces.position(piece) - before >= pace.leastBytes()) {
            patience.progressed();
          }
          patience.failed(trouble);
        }
      }
    }

    private Map<String, String> headers(int piece) {
      Map<String, String> headers = new LinkedHashMap<>();
      long position = pieces.position(piece);
      if (position > 0 || pieces.end(piece) < file.bytes()) {
        headers.put("Range", "bytes=" + position + "-" + (pieces.end(piece) - 1));
        String known = tag.get();
        if (known != null && !known.startsWith("W/")) {
          headers.put("If-Range", known);
        }
      }
      return headers;
    }

    /// Refuses what cannot be the piece's next bytes, before any of it is written.
    private void check(Answer answer, int piece) throws IOException {
      checkHub(answer);
      checkTag(answer.tag().orElse(null));
      if (answer.status() == 206) {
        checkSpan(answer, piece);
        return;
      }
      long length = answer.last().firstValueAsLong("Content-Length").orElse(file.bytes());
      if (length != file.bytes()) {
        throw new TryAgain(file.path() + " has " + length + " bytes there, want " + file.bytes());
      }
      if (pieces.count() > 1 && pieces.position(piece) > 0) {
        throw new Changed(file.path() + " comes from its beginning only", true);
      }
      meter.lost(pieces.forget(piece));
    }

    private void checkTag(@Nullable String found) throws Changed {
      String known = found == null ? null : tag.compareAndExchange(null, found);
      if (known != null && !known.equals(found)) {
        throw new Changed(file.path() + " was " + known + " and is " + found, false);
      }
    }

    private void checkHub(Answer answer) throws TryAgain {
      String commit = answer.commit().orElse(listing.commit());
      if (!commit.equals(listing.commit())) {
        throw new TryAgain(file.path() + " comes from commit " + commit);
      }
      Digest digest = answer.digest().orElse(file.digest());
      if (!digest.equals(file.digest())) {
        throw new TryAgain(file.path() + " is offered as " + digest + ", want " + file.digest());
      }
      long size = answer.hub().firstValueAsLong("X-Linked-Size").orElse(file.bytes());
      if (size != file.bytes()) {
        throw new TryAgain(file.path() + " is offered as " + size + " bytes, want " + file.bytes());
      }
    }

    private void checkSpan(Answer answer, int piece) throws TryAgain {
      Answer.Span span = answer.span().orElse(new Answer.Span(-1, -1, -1));
      if (span.first() != pieces.position(piece) || span.whole() != file.bytes()) {
        throw new TryAgain(
            (file.path()
                    + " answers with "
                    + answer.last().firstValue("Content-Range").orElse("no"))
                + (" range, want from byte " + pieces.position(piece) + " of " + file.bytes()));
      }
    }

    private void drain(TimedBody body, int piece) throws IOException {
      try {
        for (@Nullable ByteBuffer next = body.next(); next != null; next = body.next()) {
          long wanted = pieces.end(piece) - pieces.position(piece);
          // more than was asked for is not looked at
          next.limit(next.position() + (int) Math.min(next.remaining(), wanted));
          int count = next.remaining();
          pieces.write(piece, next);
          meter.came(file.path(), count);
          if (count == wanted) {
            return;
          }
        }
        throw new TryAgain(file.path() + " broke off at byte " + pieces.position(piece));
      } finally {
        pieces.note(piece);
      }
    }
  }
}
