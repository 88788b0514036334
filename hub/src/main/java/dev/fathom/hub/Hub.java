package dev.fathom.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Fetches models from a hub into the cache. Owns the connections.
///
/// ```java
/// try (Hub hub = new Hub(HubSettings.of(System.getenv()))) {
///   Path model = hub.prepare(ModelName.parse("r1:1.5b"), memory, event -> {}).run();
/// }
/// ```
public final class Hub implements AutoCloseable {
  private static final long LARGEST_INDEX = 200L << 20;

  private final HubSettings settings;
  private final DiskDoor disk;
  private final Wire wire;
  private final HubPages pages;

  public Hub(HubSettings settings) {
    this(settings, new DiskDoor());
  }

  Hub(HubSettings settings, DiskDoor disk) {
    this.settings = settings;
    this.disk = disk;
    this.wire = new Wire(settings);
    this.pages = new HubPages(settings, wire);
  }

  /// Asks what `name` is and chooses its files; of weights nothing is fetched yet.
  ///
  /// @param memory bytes that a model may take here
  /// @param events told of what happens, from several threads one after another
  public Pull prepare(ModelName name, long memory, Consumer<PullEvent> events) {
    Listing listing = listing(name, events);
    RepoFolder folder = new RepoFolder(settings.cache(), listing.repo());
    Pull.Source source = new Pull.Source(listing, folder, pages, wire);
    Pull.Fetching fetching = new Pull.Fetching(source, disk, settings, events);
    Map<String, Long> bytes = new TreeMap<>();
    listing.files().forEach(file -> bytes.put(file.path(), file.bytes()));
    FileChoice.Shelf shelf =
        new FileChoice.Shelf(
            listing.repo().toString(), bytes, memory, path -> small(fetching, path));
    return new Pull(name, fetching, FileChoice.of(shelf, part(name)));
  }

  private static @Nullable String part(ModelName name) {
    return name instanceof ModelName.Hosted hosted ? hosted.part() : null;
  }

  private Listing listing(ModelName name, Consumer<PullEvent> events) {
    if (settings.offline()) {
      throw HubException.of(HubException.Kind.OFFLINE, name, settings.cache());
    }
    Patience patience =
        new Patience(
            settings.pace(),
            name.toString(),
            (why, wait) -> events.accept(new PullEvent.Waits(why, wait)));
    return switch (name) {
      case ModelName.Hosted hosted -> {
        Listing listing = pages.listing(hosted, patience);
        pages.requireOpen(listing);
        yield listing;
      }
      case ModelName.Elsewhere elsewhere -> pages.listing(elsewhere, patience);
      case ModelName.Local local ->
          throw new IllegalArgumentException(local.path() + " is a path; it is here already");
    };
  }

  /// The content of a small file, fetched if need be.
  private static byte[] small(Pull.Fetching fetching, String path) {
    Path blob = fetching.early(path);
    try {
      if (Files.size(blob) > LARGEST_INDEX) {
        throw HubException.of(HubException.Kind.LISTING, path, "it is too large");
      }
      return Files.readAllBytes(blob);
    } catch (IOException trouble) {
      throw DiskDoor.failure(blob, trouble);
    }
  }

  @Override
  public void close() {
    wire.close();
  }
}
