package dev.fathom.grammar;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;

/// Where a schema's `$ref`s lead: to places within it.
record SchemaReferences(SchemaNode root) {
  /// The schema that `reference` points at.
  SchemaNode target(SchemaNode reference) {
    String pointer = reference.text();
    if (!pointer.equals("#") && !pointer.startsWith("#/")) {
      throw reference.bad(
          "'" + pointer + "' is not served: only references within the schema are (#/$defs/...)");
    }
    SchemaNode node = root;
    String path = decoded(reference, pointer.substring(1));
    if (path.isEmpty()) {
      return root;
    }
    for (String step : path.substring(1).split("/", -1)) {
      String name = step.replace("~1", "/").replace("~0", "~");
      JsonNode next =
          node.json().isArray() && name.matches("[0-9]{1,6}")
              ? node.json().path(Integer.parseInt(name))
              : node.json().path(name);
      if (next.isMissingNode()) {
        throw reference.bad("'" + pointer + "' leads nowhere");
      }
      node = new SchemaNode(next, node.path() + "/" + step);
    }
    return node;
  }

  private static String decoded(SchemaNode reference, String pointer) {
    try {
      return URLDecoder.decode(pointer.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      throw reference.bad("'" + pointer + "' is no reference");
    }
  }
}
