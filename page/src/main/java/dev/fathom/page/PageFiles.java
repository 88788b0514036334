package dev.fathom.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/// The files of the page, as they lie in this jar.
public final class PageFiles {
  /// Names between slashes that begin with a letter or digit: no `..`, no hidden file, no escape,
  /// no drive.
  private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9][A-Za-z0-9._-]*){1,8}");

  private static final int LONGEST_PATH = 200;

  /// What is served at all; everything else in the jar (classes, notes) is not a file of the page.
  private static final Map<String, String> MEDIA_TYPES =
      Map.ofEntries(
          Map.entry("html", "text/html; charset=utf-8"),
          Map.entry("css", "text/css; charset=utf-8"),
          Map.entry("js", "text/javascript; charset=utf-8"),
          Map.entry("mjs", "text/javascript; charset=utf-8"),
          Map.entry("json", "application/json"),
          Map.entry("webmanifest", "application/manifest+json"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("png", "image/png"),
          Map.entry("ico", "image/x-icon"),
          Map.entry("woff2", "font/woff2"),
          Map.entry("bcmap", "application/octet-stream"),
          Map.entry("txt", "text/plain; charset=utf-8"));

  /// Holds hits only, so that nobody fills it by asking for what is not there.
  private static final Map<String, PageFile> FOUND = new ConcurrentHashMap<>();

  private PageFiles() {}

  /// What the page may do: load from its own server, and run no script but its own files. Text
  /// becomes markup through the named policies only: `lit-html` for the page's templates,
  /// `dompurify` for what the model writes, `fathom` for the addresses of the page's own scripts
  /// and workers.
  public static String contentSecurityPolicy() {
    return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:;"
        + " font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self';"
        + " base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
        + " require-trusted-types-for 'script'; trusted-types lit-html dompurify fathom";
  }

  /// The file under `path`, `/` for the page itself; empty for none.
  public static Optional<PageFile> find(String path) {
    String wanted = path.equals("/") ? "/index.html" : path;
    if (wanted.length() > LONGEST_PATH || !PATH.matcher(wanted).matches()) return Optional.empty();
    PageFile known = FOUND.get(wanted);
    if (known != null) return Optional.of(known);
    String mediaType = MEDIA_TYPES.get(wanted.substring(wanted.lastIndexOf('.') + 1));
    if (mediaType == null) return Optional.empty();
    return read(wanted)
        .map(bytes -> FOUND.computeIfAbsent(wanted, key -> PageFile.of(key, mediaType, bytes)));
  }

  private static Optional<byte[]> read(String path) {
    try (InputStream in = PageFiles.class.getResourceAsStream(path.substring(1))) {
      return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("the page's file " + path + " cannot be read from the jar", e);
    }
  }
}
