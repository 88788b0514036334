package dev.fathom.hub;

import java.nio.file.Path;
import java.util.List;

/// A commit of a repository that lies in the cache.
///
/// @param revisions the branches and tags that stood for it
/// @param folder its snapshot
/// @param files by path, those that are there
/// @param bytes of all these
/// @param licence what its card says, or the table of short names; else nothing
public record KeptModel(
    RepoName repo,
    String commit,
    List<String> revisions,
    Path folder,
    List<String> files,
    long bytes,
    String licence) {
  /// What the model really is.
  public String trueName() {
    return ShortName.ofRepository(repo).map(ShortName::trueName).orElse(repo.name());
  }

  /// The short name that stands for it, or nothing.
  public String shortName() {
    return ShortName.ofRepository(repo).map(ShortName::word).orElse("");
  }
}
