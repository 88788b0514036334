package dev.fathom.cli;

import dev.fathom.hub.HubCache;
import dev.fathom.hub.HubException;
import dev.fathom.hub.HubSettings;
import dev.fathom.hub.ModelName;
import dev.fathom.hub.ShortName;
import dev.fathom.model.Memory;
import java.nio.file.Files;
import java.nio.file.Path;

/// The models that `fathom pull` has fetched, under the names by which it did.
final class PulledModels {
  private PulledModels() {}

  static HubSettings settings(Surroundings around) {
    return HubSettings.of(around.environment());
  }

  static HubCache cache(Surroundings around) {
    return new HubCache(settings(around).cache());
  }

  /// A name of the hub; fails where `word` is a path.
  static ModelName.Hosted hosted(String word) {
    if (ModelName.parse(word) instanceof ModelName.Hosted hosted) {
      return hosted;
    }
    throw Failure.ofUsage("hub.not-hosted", word);
  }

  /// `named`, if such a file is there, else the pulled model of that name.
  static Path path(Path named, Surroundings around) {
    String word = named.toString();
    if (Files.exists(named) || word.matches(".*\\.(gguf|json|safetensors)")) {
      return named;
    }
    ModelName name;
    try {
      name = ModelName.parse(word);
    } catch (HubException noName) {
      if (ShortName.resembles(word)) {
        throw noName;
      }
      return named;
    }
    if (name instanceof ModelName.Local) {
      return named;
    }
    return cache(around)
        .find(name, Memory.total())
        .orElseThrow(() -> Failure.of("hub.error.not-pulled", word, word));
  }
}
