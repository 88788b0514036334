package dev.fathom.server;

import dev.fathom.text.Tokenizer;
import java.util.List;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `/tokenize` and `/detokenize`, as llama.cpp and vLLM have them.
final class TokenRoutes {
  private static final int MOST = 1 << 20;

  private final Models models;
  private final Json json;

  TokenRoutes(Models models, Json json) {
    this.models = models;
    this.json = json;
  }

  void add(Routes routes) {
    routes.post("/tokenize", this::tokenize);
    routes.post("/detokenize", this::detokenize);
  }

  private void tokenize(Exchange exchange) throws InterruptedException {
    Fields fields = exchange.fields(json);
    String text =
        fields.has("content") ? fields.requiredText("content") : fields.requiredText("prompt");
    boolean special = fields.flag("add_special", fields.flag("add_special_tokens", false));
    boolean parse = fields.flag("parse_special", true);
    boolean pieces = fields.flag("with_pieces", false);
    try (Models.Lease lease = models.lease(fields.text("model"))) {
      Tokenizer tokenizer = lease.model().tokenizer();
      int[] ids = tokenizer.encode(text, parse);
      if (special && tokenizer.addsBos() && tokenizer.bos().isPresent()) {
        ids = IntStream.concat(tokenizer.bos().stream(), IntStream.of(ids)).toArray();
      }
      ObjectNode root = Json.object();
      ArrayNode tokens = root.putArray("tokens");
      for (int id : ids) {
        if (pieces) {
          tokens.addObject().put("id", id).put("piece", tokenizer.piece(id));
        } else {
          tokens.add(id);
        }
      }
      root.put("count", ids.length);
      root.put("max_model_len", lease.model().engine().contextLimit());
      exchange.send(root);
    }
  }

  private void detokenize(Exchange exchange) throws InterruptedException {
    Fields fields = exchange.fields(json);
    if (!fields.has("tokens")) {
      throw ApiException.bad("tokens", "'tokens' is missing; it must be a list of token ids");
    }
    try (Models.Lease lease = models.lease(fields.text("model"))) {
      Tokenizer tokenizer = lease.model().tokenizer();
      List<Integer> ids =
          fields.list(
              "tokens",
              MOST,
              (node, place) -> {
                boolean id = node.isIntegralNumber() && node.canConvertToInt();
                if (!id || node.intValue() < 0 || node.intValue() >= tokenizer.size()) {
                  throw ApiException.bad(
                      place,
                      "'%s' must be a token id, 0 to %d".formatted(place, tokenizer.size() - 1));
                }
                return node.intValue();
              });
      String text = tokenizer.decode(ids.stream().mapToInt(i -> i).toArray(), true);
      exchange.send(Json.object().put("content", text).put("prompt", text));
    }
  }
}
