package dev.fathom.server;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Prompts as OpenAI takes them: a text, a list of texts, a list of token ids, or a list of such
/// lists.
final class Prompts {
  private Prompts() {}

  /// The prompts of the field `name`, at least one and at most `most`.
  static List<Turn.Source> of(Fields fields, String name, int most) {
    JsonNode node = fields.get(name);
    String path = fields.path(name);
    if (node == null) {
      throw ApiException.bad(path, "'" + path + "' is missing");
    }
    if (node.isString() || isIds(node)) {
      return List.of(one(node, path));
    }
    List<Turn.Source> prompts = fields.list(name, most, Prompts::one);
    if (prompts.isEmpty()) {
      throw ApiException.bad(path, "'" + path + "' is empty");
    }
    return prompts;
  }

  private static boolean isIds(JsonNode node) {
    return node.isArray() && !node.isEmpty() && node.get(0).isNumber();
  }

  private static Turn.Source one(JsonNode node, String place) {
    if (node.isString()) {
      return new Turn.Source.Text(node.stringValue());
    }
    if (!isIds(node)) {
      throw ApiException.bad(place, "'" + place + "' must be a text or a list of token ids");
    }
    List<Integer> ids = new ArrayList<>();
    for (JsonNode id : node) {
      if (!id.isIntegralNumber() || !id.canConvertToInt()) {
        throw ApiException.bad(place, "'" + place + "' has an element that is no token id");
      }
      ids.add(id.intValue());
    }
    return new Turn.Source.Ids(ids);
  }
}
