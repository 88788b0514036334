package dev.fathom.convert;

import java.util.List;
import java.util.Optional;

/// What a model card says that the files do not.
///
/// @param name for people; the files' own where empty
/// @param licence as the hub calls it: `mit`, `apache-2.0`; the files' own where empty
/// @param baseModels what it was made from: `owner/repo`
public record PublishedAs(
    Optional<String> name, Optional<String> licence, List<String> baseModels) {
  public PublishedAs {
    baseModels = List.copyOf(baseModels);
  }
}
