package dev.fathom.page;

import java.util.Optional;

/// The files of the page, as they lie in this jar.
public final class PageFiles {
  private PageFiles() {}

  /// What the page may do: load from its own server, and run no script but its own files.
  public static String contentSecurityPolicy() {
    throw new UnsupportedOperationException("not yet");
  }

  /// The file under `path`, `/` for the page itself; empty for none.
  public static Optional<PageFile> find(String path) {
    throw new UnsupportedOperationException("not yet: " + path);
  }
}
