package dev.fathom.hub;

import java.util.Optional;
import java.util.regex.Pattern;

/// `owner/name` of a model's repository. Nothing that cannot be such a name becomes one, so that a
/// name can be part of a path.
///
/// @param owner who publishes it
/// @param name the model's name there
public record RepoName(String owner, String name) {
  private static final int LONGEST = 96;
  private static final String SEPARATOR = "--";
  private static final String FOLDER = "models" + SEPARATOR;
  private static final Pattern PART =
      Pattern.compile("[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?");

  public RepoName {
    if (!isPart(owner) || !isPart(name)) {
      throw HubException.of(HubException.Kind.NAME, owner + "/" + name);
    }
  }

  private static boolean isPart(String text) {
    return text.length() <= LONGEST
        && PART.matcher(text).matches()
        && !text.contains(SEPARATOR)
        && !text.contains("..");
  }

  /// The cache's folder of this repository: `models--owner--name`.
  String folder() {
    return FOLDER + owner + SEPARATOR + name;
  }

  /// The repository whose folder in a cache has this name.
  static Optional<RepoName> ofFolder(String folder) {
    String[] parts = folder.startsWith(FOLDER) ? folder.split(SEPARATOR, -1) : new String[0];
    boolean fits = parts.length == 3 && isPart(parts[1]) && isPart(parts[2]);
    return fits ? Optional.of(new RepoName(parts[1], parts[2])) : Optional.empty();
  }

  @Override
  public String toString() {
    return owner + "/" + name;
  }
}
