package dev.fathom.hub;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/// Packs a model of the cache into one file for a machine without network: a tar archive whose
/// first file says what the others must come to (`docs/formats/bundle.md`).
public final class Bundle {
  private static final int BUFFER = 1 << 20;

  private final HubCache cache;
  private final DiskDoor disk;

  public Bundle(HubCache cache) {
    this(cache, new DiskDoor());
  }

  Bundle(HubCache cache, DiskDoor disk) {
    this.cache = cache;
    this.disk = disk;
  }

  /// Bytes that packing or unpacking goes through twice: once to check, once to copy.
  public long bytes(ModelName.Hosted name) {
    Path snapshot = cache.required(name);
    long sum = 0;
    for (String path : cache.choice(name, snapshot, Long.MAX_VALUE).files()) {
      sum += size(snapshot.resolve(path));
    }
    return sum;
  }

  /// Writes `name`, which was pulled, to the file `to`, which must not be there yet.
  ///
  /// @param moved is told of every portion, first checked and then copied
  public KeptModel pack(ModelName.Hosted name, Path to, LongConsumer moved) {
    Path snapshot = cache.required(name);
    KeptModel model = cache.show(name);
    FileChoice choice = cache.choice(name, snapshot, Long.MAX_VALUE);
    BundleManifest manifest = manifest(model, choice, snapshot, moved);
    if (Files.exists(to)) {
      throw failure(to, "is there already");
    }
    Path part = to.resolveSibling(to.getFileName() + ".incomplete");
    try (FileChannel out =
        FileChannel.open(
            part,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      Writer writer = new Writer(out);
      writer.file(BundleManifest.PATH, manifest.toBytes());
      for (BundleManifest.Item item : manifest.files()) {
        writer.file(item, snapshot.resolve(item.path()), moved);
      }
      writer.end();
      disk.rename(part, to.toAbsolutePath());
      return model;
    } catch (IOException trouble) {
      throw DiskDoor.failure(to, trouble);
    } finally {
      disk.remove(part);
    }
  }

  private static BundleManifest manifest(
      KeptModel model, FileChoice choice, Path snapshot, LongConsumer moved) {
    List<BundleManifest.Item> items = new ArrayList<>();
    for (String path : choice.files()) {
      Path file = snapshot.resolve(path);
      Digest blob = blobName(file, moved);
      Digest sha256 = blob.isSha256() ? blob : digest(blob("0".repeat(64)), file);
      items.add(new BundleManifest.Item(path, size(file), sha256, blob));
    }
    return new BundleManifest(
        model.repo(),
        model.commit(),
        model.revisions(),
        model.licence(),
        model.trueName(),
        choice.main(),
        items);
  }

  private static Digest blob(String hex) {
    return new Digest(hex);
  }

  /// What the file's blob is called, after its content was checked against that.
  private static Digest blobName(Path file, LongConsumer moved) {
    try {
      Optional<Digest> wanted =
          Files.isSymbolicLink(file)
              ? Digest.find(String.valueOf(Files.readSymbolicLink(file).getFileName()))
              : Optional.empty();
      Digest found = wanted.orElse(blob("0".repeat(64))).of(file, moved);
      if (wanted.isPresent() && !wanted.get().equals(found)) {
        throw HubException.of(HubException.Kind.CHECKSUM, file, found, wanted.get());
      }
      return found;
    } catch (IOException trouble) {
      throw DiskDoor.failure(file, trouble);
    }
  }

  private static Digest digest(Digest kind, Path file) {
    try {
      return kind.of(file, _ -> {});
    } catch (IOException trouble) {
      throw DiskDoor.failure(file, trouble);
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException trouble) {
      throw DiskDoor.failure(file, trouble);
    }
  }

  private static HubException failure(Path bundle, String what) {
    return HubException.of(HubException.Kind.BUNDLE, bundle, what);
  }

  /// Puts a bundle's model into the cache, each file after its checksum came out right; returns
  /// what is there then.
  ///
  /// @param moved is told of every portion
  public KeptModel unpack(Path bundle, LongConsumer moved) {
    try (FileChannel in = FileChannel.open(bundle, StandardOpenOption.READ)) {
      Reader reader = new Reader(in);
      BundleManifest manifest = BundleManifest.read(reader.manifest());
      RepoFolder folder = new RepoFolder(cache.folder(), manifest.repo());
      requireRoom(bundle, manifest);
      for (BundleManifest.Item item : manifest.files()) {
        reader.next(item);
        place(reader, item, folder, moved);
      }
      reader.requireEnd();
      layOut(manifest, folder);
      return cache.show(new ModelName.Hosted(manifest.repo(), null, manifest.commit()));
    } catch (IllegalArgumentException | ArithmeticException wrong) {
      throw failure(bundle, "is no bundle, or a broken one: " + wrong.getMessage());
    } catch (IOException trouble) {
      throw DiskDoor.failure(bundle, trouble);
    }
  }

  private void requireRoom(Path bundle, BundleManifest manifest) {
    long room = disk.room(cache.folder());
    if (manifest.totalBytes() > room) {
      throw HubException.of(
          HubException.Kind.NO_SPACE, bundle, manifest.totalBytes(), cache.folder(), room);
    }
  }

  private void place(Reader reader, BundleManifest.Item item, RepoFolder folder, LongConsumer moved)
      throws IOException {
    Path blob = folder.blob(item.blob());
    Path part = blob.resolveSibling(item.blob().hex() + ".unpacked.incomplete");
    disk.makeFolder(folder.blobs());
    try (BlobLock _ = BlobLock.take(folder.lock(item.blob()), disk, () -> {})) {
      MessageDigest sha256 = item.sha256().begin(item.bytes());
      MessageDigest name = item.blob().begin(item.bytes());
      try (FileChannel out =
          FileChannel.open(
              part,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING)) {
        reader.copy(
            item.bytes(),
            (bytes, at) -> {
              sha256.update(bytes.duplicate());
              name.update(bytes.duplicate());
              moved.accept(bytes.remaining());
              disk.write(out, bytes, at);
            });
        disk.force(out);
      }
      require(item, item.sha256(), Digest.of(sha256));
      require(item, item.blob(), Digest.of(name));
      disk.rename(part, blob);
    } finally {
      disk.remove(part);
    }
  }

  private static void require(BundleManifest.Item item, Digest wanted, Digest found) {
    if (!wanted.equals(found)) {
      throw HubException.of(HubException.Kind.CHECKSUM, item.path(), found, wanted);
    }
  }

  private void layOut(BundleManifest manifest, RepoFolder folder) {
    Path snapshot = folder.snapshot(manifest.commit());
    for (BundleManifest.Item item : manifest.files()) {
      disk.link(snapshot.resolve(item.path()), folder.blob(item.blob()), true);
    }
    for (String revision : manifest.revisions()) {
      disk.writeWhole(folder.ref(revision), manifest.commit().getBytes(StandardCharsets.US_ASCII));
    }
  }

  /// Writes the archive.
  private final class Writer {
    private final FileChannel out;
    private long position;

    Writer(FileChannel out) {
      this.out = out;
    }

    private void put(ByteBuffer bytes) throws IOException {
      int count = bytes.remaining();
      disk.write(out, bytes, position);
      position += count;
    }

    private void head(String name, long bytes) throws IOException {
      TarHeader header = new TarHeader(name, bytes, '0');
      if (header.isTooLong()) {
        byte[] record = pax(name);
        put(ByteBuffer.wrap(new TarHeader("pax", record.length, 'x').toBytes()));
        put(ByteBuffer.wrap(record));
        put(ByteBuffer.allocate(TarHeader.padding(record.length)));
      }
      put(ByteBuffer.wrap(header.toBytes()));
    }

    /// `LENGTH path=NAME` and a line break, the length counting itself.
    private static byte[] pax(String name) {
      String rest = " path=" + name + "\n";
      int bytes = rest.getBytes(StandardCharsets.UTF_8).length;
      int length = bytes + 1;
      while (bytes + Integer.toString(length).length() != length) {
        length++;
      }
      return (length + rest).getBytes(StandardCharsets.UTF_8);
    }

    void file(String name, byte[] content) throws IOException {
      head(name, content.length);
      put(ByteBuffer.wrap(content));
      put(ByteBuffer.allocate(TarHeader.padding(content.length)));
    }

    void file(BundleManifest.Item item, Path from, LongConsumer moved) throws IOException {
      head(item.path(), item.bytes());
      ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
      long copied = 0;
      try (FileChannel in = FileChannel.open(from, StandardOpenOption.READ)) {
        while (in.read(buffer) >= 0) {
          int count = buffer.flip().remaining();
          copied += count;
          put(buffer);
          moved.accept(count);
          buffer.clear();
        }
      }
      if (copied != item.bytes()) {
        throw new IOException(item.path() + " changed while it was packed");
      }
      put(ByteBuffer.allocate(TarHeader.padding(copied)));
    }

    void end() throws IOException {
      put(ByteBuffer.allocate(2 * TarHeader.BLOCK));
      disk.force(out);
    }
  }

  /// Takes a portion and where it belongs.
  private interface Sink {
    void take(ByteBuffer bytes, long at) throws IOException;
  }

  /// Reads the archive, file by file in the manifest's order; what else is in it is refused.
  private static final class Reader {
    private final FileChannel in;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);

    Reader(FileChannel in) {
      this.in = in;
    }

    byte[] manifest() throws IOException {
      TarHeader header = header();
      if (!header.name().equals(BundleManifest.PATH)
          || header.bytes() > BundleManifest.MOST_BYTES) {
        throw new IllegalArgumentException("it does not begin with " + BundleManifest.PATH);
      }
      return content(header);
    }

    void next(BundleManifest.Item item) throws IOException {
      TarHeader header = header();
      String name = header.name();
      if (header.type() == 'x' && header.bytes() <= BundleManifest.MOST_BYTES) {
        name = new String(content(header), StandardCharsets.UTF_8).replaceFirst("^\\d+ path=", "");
        name = name.substring(0, Math.max(0, name.length() - 1));
        header = header();
      }
      boolean right = name.equals(item.path()) && header.bytes() == item.bytes();
      if (header.type() != '0' || !right) {
        throw new IllegalArgumentException(
            "'" + name + "' is not " + item.path() + " as announced");
      }
    }

    void requireEnd() throws IOException {
      byte[] block = block();
      for (byte next : block) {
        if (next != 0) {
          throw new IllegalArgumentException("it has more files than it says");
        }
      }
    }

    private TarHeader header() throws IOException {
      return TarHeader.of(block());
    }

    private byte[] block() throws IOException {
      byte[] block = new byte[TarHeader.BLOCK];
      fill(ByteBuffer.wrap(block));
      return block;
    }

    private byte[] content(TarHeader header) throws IOException {
      if (header.bytes() > in.size() - in.position()) {
        throw new IllegalArgumentException("it breaks off");
      }
      byte[] content = new byte[(int) header.bytes()];
      fill(ByteBuffer.wrap(content));
      skipPadding(header.bytes());
      return content;
    }

    private void skipPadding(long bytes) throws IOException {
      in.position(in.position() + TarHeader.padding(bytes));
    }

    private void fill(ByteBuffer into) throws IOException {
      while (into.hasRemaining()) {
        if (in.read(into) < 0) {
          throw new IllegalArgumentException("it breaks off");
        }
      }
    }

    void copy(long bytes, Sink sink) throws IOException {
      for (long at = 0; at < bytes; ) {
        buffer.clear().limit((int) Math.min(BUFFER, bytes - at));
        fill(buffer);
        int count = buffer.flip().remaining();
        sink.take(buffer, at);
        at += count;
      }
      skipPadding(bytes);
    }
  }
}
