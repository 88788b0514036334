package dev.fathom.hub;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/// A model that is about to be fetched: what it is, what it takes, and then the fetching.
public final class Pull {
  private final ModelName name;
  private final Fetching fetching;
  private final FileChoice choice;

  Pull(ModelName name, Fetching fetching, FileChoice choice) {
    this.name = name;
    this.fetching = fetching;
    this.choice = choice;
  }

  /// Where files come from and go to.
  record Source(Listing listing, RepoFolder folder, HubPages pages, Wire wire) {}

  public RepoName repo() {
    return fetching.listing.repo();
  }

  public String commit() {
    return fetching.listing.commit();
  }

  /// The licence as the publisher names it; nothing where the repository does not say.
  public String licence() {
    String told = ShortName.ofRepository(repo()).map(ShortName::licence).orElse("");
    return fetching.listing.licence().isEmpty() ? told : fetching.listing.licence();
  }

  /// What the model really is.
  public String trueName() {
    return ShortName.ofRepository(repo()).map(ShortName::trueName).orElse(repo().name());
  }

  /// The chosen files.
  public List<RemoteFile> files() {
    return choice.files().stream().map(fetching::file).toList();
  }

  public long totalBytes() {
    return files().stream().mapToLong(RemoteFile::bytes).sum();
  }

  /// Bytes of weights alone: what the model takes in memory.
  public long weightBytes() {
    return files().stream()
        .filter(file -> file.path().matches(".*\\.(safetensors|gguf)"))
        .mapToLong(RemoteFile::bytes)
        .sum();
  }

  /// Bytes that must still come.
  public long missingBytes() {
    return totalBytes() - fetching.there(files());
  }

  /// Fetches one small file now, before the rest; its content lies at the returned path.
  public Optional<Path> early(String path) {
    return choice.files().contains(path) ? Optional.of(fetching.early(path)) : Optional.empty();
  }

  /// Fetches what is missing, checks it, and lays the snapshot out; returns the folder or file to
  /// open.
  public Path run() {
    List<RemoteFile> files = files();
    fetching.requireRoom(files);
    fetching.begin(files);
    Path snapshot = fetching.source.folder().snapshot(commit());
    for (RemoteFile file : files) {
      Path blob = fetching.place(file, name);
      fetching.link(snapshot.resolve(file.path()), blob, file);
    }
    if (name instanceof ModelName.Hosted hosted && !hosted.isPinned()) {
      fetching.remember(hosted.revision());
    } else if (name instanceof ModelName.Elsewhere) {
      fetching.remember(ModelName.Hosted.MAIN);
    }
    return choice.main().isEmpty() ? snapshot : snapshot.resolve(choice.main());
  }

  /// The work behind a pull.
  static final class Fetching {
    private static final String TAG =
        """
        Signature: 8a477f597d28d172789f06886806bc55
        # Models that can be fetched again; see https://bford.info/cachedir/
        """;

    private final Source source;
    private final Listing listing;
    private final DiskDoor disk;
    private final HubSettings settings;
    private final Consumer<PullEvent> events;
    private final Map<String, RemoteFile> byPath = new TreeMap<>();
    private Meter meter;

    Fetching(Source source, DiskDoor disk, HubSettings settings, Consumer<PullEvent> events) {
      this.source = source;
      this.listing = source.listing();
      this.disk = disk;
      this.settings = settings;
      this.events = events;
      this.meter = new Meter(0, 0, events);
      listing.files().forEach(file -> byPath.put(file.path(), file));
    }

    RemoteFile file(String path) {
      RemoteFile file = byPath.get(path);
      if (file == null) {
        throw HubException.of(HubException.Kind.MISSING_SHARD, listing.repo(), path);
      }
      return file;
    }

    Path early(String path) {
      return place(file(path), new ModelName.Hosted(listing.repo(), null, listing.commit()));
    }

    /// Bytes of these files that are there already, in parts too.
    long there(List<RemoteFile> files) {
      long sum = 0;
      Set<Digest> counted = new HashSet<>();
      for (RemoteFile file : files) {
        if (counted.add(file.digest())) {
          sum += isThere(file) ? file.bytes() : FileFetch.there(source.folder(), file);
        } else {
          sum += file.bytes();
        }
      }
      return sum;
    }

    void begin(List<RemoteFile> files) {
      long total = files.stream().mapToLong(RemoteFile::bytes).sum();
      meter = new Meter(there(files), total, events);
    }

    void requireRoom(List<RemoteFile> files) {
      long total = 0;
      for (RemoteFile file : files) {
        // a listing may claim any length: the sum must not turn negative
        total = Math.min(Long.MAX_VALUE / 2, total) + Math.min(Long.MAX_VALUE / 2, file.bytes());
      }
      long room = disk.room(settings.cache());
      long needed = total > room ? total - there(files) : 0;
      if (needed > room) {
        throw HubException.of(
            HubException.Kind.NO_SPACE, listing.repo(), needed, settings.cache(), room);
      }
    }

    private boolean isThere(RemoteFile file) {
      Path blob = source.folder().blob(file.digest());
      try {
        return Files.isRegularFile(blob) && Files.size(blob) == file.bytes();
      } catch (IOException unreadable) {
        return false;
      }
    }

    /// The file's blob, fetched by us or by whoever has its lock.
    Path place(RemoteFile file, ModelName name) {
      Path blob = source.folder().blob(file.digest());
      if (!isThere(file)) {
        meter.tell(new PullEvent.Placed(file.path(), fetched(file, name)));
      } else {
        meter.tell(new PullEvent.Placed(file.path(), false));
      }
      return blob;
    }

    private boolean fetched(RemoteFile file, ModelName name) {
      Path lock = source.folder().lock(file.digest());
      Runnable busy = () -> meter.tell(new PullEvent.Shares(file.path()));
      try (BlobLock _ = BlobLock.take(lock, disk, busy)) {
        if (isThere(file)) {
          return false;
        }
        FileFetch.Means means = new FileFetch.Means(source.wire(), disk, settings.pace(), meter);
        new FileFetch(means, listing, source.folder()).fetch(file);
        return true;
      } catch (Denied no) {
        throw name instanceof ModelName.Hosted hosted
            ? source.pages().meaning(no, hosted)
            : HubException.of(HubException.Kind.REFUSED, name, no.status());
      }
    }

    void link(Path link, Path blob, RemoteFile file) {
      try {
        boolean right = Files.isRegularFile(link) && Files.size(link) == file.bytes();
        boolean ours = Files.isSymbolicLink(link) ? Files.isSameFile(link, blob) : right;
        if (!right || !ours) {
          disk.link(link, blob, settings.symlinks());
        }
      } catch (IOException trouble) {
        throw DiskDoor.failure(link, trouble);
      }
    }

    /// Notes which commit the revision stands for, and marks the cache as one.
    void remember(String revision) {
      Path ref = source.folder().ref(revision);
      byte[] commit = listing.commit().getBytes(StandardCharsets.US_ASCII);
      disk.writeWhole(ref, commit);
      Path tag = settings.cache().resolve("CACHEDIR.TAG");
      if (!Files.exists(tag)) {
        disk.writeWhole(tag, TAG.getBytes(StandardCharsets.US_ASCII));
      }
    }
  }
}
