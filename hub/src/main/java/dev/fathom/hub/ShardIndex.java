package dev.fathom.hub;

import java.util.LinkedHashSet;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The files that a `*.safetensors.index.json` names.
final class ShardIndex {
  private static final JsonMapper JSON = new JsonMapper();

  private ShardIndex() {}

  /// Each once, in the index's order.
  static Set<String> files(String name, byte[] content) {
    Set<String> files = new LinkedHashSet<>();
    for (JsonNode file : weightMap(name, content)) {
      String path = file.asString("");
      if (!path.endsWith(".safetensors") || path.contains("/") || !RemoteFile.isPath(path)) {
        throw HubException.of(HubException.Kind.PATH, name, path);
      }
      files.add(path);
    }
    if (files.isEmpty()) {
      throw HubException.of(HubException.Kind.NOT_MODEL, name, "no 'weight_map'");
    }
    return files;
  }

  private static JsonNode weightMap(String name, byte[] content) {
    try {
      return JSON.readTree(content).path("weight_map");
    } catch (JacksonException broken) {
      throw HubException.of(HubException.Kind.LISTING, name, broken.getOriginalMessage());
    }
  }
}
