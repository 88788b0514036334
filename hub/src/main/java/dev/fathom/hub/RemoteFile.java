package dev.fathom.hub;

import java.util.regex.Pattern;

/// A file of a repository as its listing tells of it.
///
/// @param path inside the repository, with slashes; checked, so that it can be part of a path here
/// @param bytes how long it is
/// @param digest what it must come to, and its name in the cache
public record RemoteFile(String path, long bytes, Digest digest) {
  private static final int LONGEST = 1024;

  /// A part of a path: no separators, no control characters, nothing that a file system would take
  /// otherwise.
  private static final Pattern PART = Pattern.compile("[^/\\\\:*?\"<>|\\p{Cntrl}]{1,255}");

  public RemoteFile {
    if (!isPath(path)) {
      throw HubException.of(HubException.Kind.PATH, "listing", path);
    }
    if (bytes < 0) {
      throw new IllegalArgumentException(path + ": has " + bytes + " bytes");
    }
  }

  /// Whether `path` leads to a file inside a folder and not out of it.
  static boolean isPath(String path) {
    if (path.isEmpty() || path.length() > LONGEST) {
      return false;
    }
    for (String part : path.split("/", -1)) {
      if (!PART.matcher(part).matches() || part.equals(".") || part.equals("..")) {
        return false;
      }
    }
    return true;
  }

  /// The path's last part.
  String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
