package dev.fathom.server;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `/v1/embeddings`: the mean of the last hidden states, with length 1.
final class EmbeddingRoutes {
  private final Models models;
  private final Running running;
  private final Json json;
  private final Limits limits;

  EmbeddingRoutes(Models models, Running running, Json json, Limits limits) {
    this.models = models;
    this.running = running;
    this.json = json;
    this.limits = limits;
  }

  void add(Routes routes) {
    routes.post("/v1/embeddings", this::embed);
  }

  private void embed(Exchange exchange) throws InterruptedException {
    Fields fields = exchange.fields(json);
    List<Turn.Source> inputs = Prompts.of(fields, "input", limits.inputs());
    boolean base64 = "base64".equals(fields.word("encoding_format", List.of("float", "base64")));
    fields.refuse("dimensions", "is not served here: a model has the dimensions it has");
    running.enter();
    try (Models.Lease lease = models.lease(fields.text("model"))) {
      ServedModel model = lease.model();
      List<int[]> prompts = new ArrayList<>();
      for (int i = 0; i < inputs.size(); i++) {
        prompts.add(ids(model, inputs.get(i), i));
      }
      exchange.send(answer(model, vectors(exchange, model, prompts), prompts, base64));
    } finally {
      running.leave();
    }
  }

  private static int[] ids(ServedModel model, Turn.Source input, int index) {
    Turn turn =
        new Turn(
            null,
            input,
            Turn.Drawing.DEFAULTS,
            new Turn.Length(null, List.of()),
            Turn.Thinking.FREE,
            new Turn.Shape.Free(),
            Toolbox.EMPTY);
    int[] ids = new PromptWriter(model).write(turn).ids();
    int limit = model.engine().contextLimit();
    if (ids.length == 0) {
      throw ApiException.bad("input", "input %d has no tokens".formatted(index));
    }
    if (ids.length > limit) {
      throw ApiException.tooLong(
          "input",
          "input %d has %,d tokens, but the context holds %,d".formatted(index, ids.length, limit));
    }
    return ids;
  }

  private static List<float[]> vectors(Exchange exchange, ServedModel model, List<int[]> prompts) {
    AtomicBoolean gone = new AtomicBoolean();
    exchange.wire().watch(() -> gone.set(true));
    try {
      List<float[]> vectors = new ArrayList<>();
      for (int[] prompt : prompts) {
        if (gone.get()) {
          throw ApiException.gone();
        }
        vectors.add(model.engine().embed(prompt));
      }
      return vectors;
    } catch (RuntimeException refused) {
      throw Desk.explained(refused);
    } finally {
      exchange.wire().unwatch();
    }
  }

  private static ObjectNode answer(
      ServedModel model, List<float[]> vectors, List<int[]> prompts, boolean base64) {
    ObjectNode root = Json.object();
    root.put("object", "list");
    ArrayNode data = root.putArray("data");
    for (int i = 0; i < vectors.size(); i++) {
      ObjectNode entry = data.addObject();
      entry.put("object", "embedding");
      entry.put("index", i);
      if (base64) {
        entry.put("embedding", base64(vectors.get(i)));
      } else {
        ArrayNode numbers = entry.putArray("embedding");
        for (float value : vectors.get(i)) {
          numbers.add(value);
        }
      }
    }
    root.put("model", model.id());
    int tokens = prompts.stream().mapToInt(ids -> ids.length).sum();
    root.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
    return root;
  }

  private static String base64(float[] vector) {
    ByteBuffer bytes = ByteBuffer.allocate(vector.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(vector);
    return Base64.getEncoder().encodeToString(bytes.array());
  }
}
