package dev.fathom.server;

import dev.fathom.engine.Usage;
import dev.fathom.meter.Effort;
import dev.fathom.meter.Receipt;
import dev.fathom.meter.Tokens;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `/v1/embeddings`: the mean of the last hidden states, with length 1.
final class EmbeddingRoutes {
  private static final Usage NOTHING = new Usage(0, 0, 0, 0, 0, 0, 0, Effort.NOTHING);

  private final Models models;
  private final Running running;
  private final Json json;
  private final Limits limits;
  private final Gauges gauges;

  /// A text's vector.
  private record Vector(float[] numbers, Usage usage) {}

  EmbeddingRoutes(Desk desk, Json json, Limits limits) {
    models = desk.models();
    running = desk.running();
    gauges = desk.gauges();
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
      List<Vector> vectors = vectors(exchange, model, prompts);
      Receipt receipt = receipt(vectors);
      exchange.tell(receipt);
      exchange.send(answer(model, vectors, receipt, base64));
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

  private List<Vector> vectors(Exchange exchange, ServedModel model, List<int[]> prompts) {
    AtomicBoolean gone = new AtomicBoolean();
    exchange.wire().watch(() -> gone.set(true));
    try {
      List<Vector> vectors = new ArrayList<>();
      for (int[] prompt : prompts) {
        if (gone.get()) {
          throw ApiException.gone();
        }
        vectors.add(vector(exchange.caller(), model, prompt));
      }
      return vectors;
    } catch (RuntimeException refused) {
      throw Desk.explained(refused);
    } finally {
      exchange.wire().unwatch();
    }
  }

  private Vector vector(Caller caller, ServedModel model, int[] prompt) {
    AtomicReference<Usage> taken = new AtomicReference<>(NOTHING);
    Outcome outcome = Outcome.ABORTED;
    try {
      float[] numbers = model.engine().embed(prompt, taken::set);
      outcome = Outcome.EMBEDDING;
      return new Vector(numbers, taken.get());
    } finally {
      gauges.took(caller, taken.get(), outcome);
    }
  }

  private Receipt receipt(List<Vector> vectors) {
    Effort effort = Effort.NOTHING;
    Tokens tokens = new Tokens(0, 0, 0);
    for (Vector vector : vectors) {
      effort = effort.plus(vector.usage().effort());
      tokens = tokens.plus(vector.usage().tokens());
    }
    return new Receipt(effort, tokens, gauges.accounts().tariff());
  }

  private static ObjectNode answer(
      ServedModel model, List<Vector> vectors, Receipt receipt, boolean base64) {
    ObjectNode root = Json.object();
    root.put("object", "list");
    ArrayNode data = root.putArray("data");
    for (int i = 0; i < vectors.size(); i++) {
      ObjectNode entry = data.addObject();
      entry.put("object", "embedding");
      entry.put("index", i);
      if (base64) {
        entry.put("embedding", base64(vectors.get(i).numbers()));
      } else {
        ArrayNode numbers = entry.putArray("embedding");
        for (float value : vectors.get(i).numbers()) {
          numbers.add(value);
        }
      }
    }
    root.put("model", model.id());
    long tokens = receipt.tokens().prompt();
    ObjectNode usage = root.putObject("usage");
    usage.put("prompt_tokens", tokens).put("total_tokens", tokens);
    usage.set("fathom", Json.tree(receipt.json()));
    return root;
  }

  private static String base64(float[] vector) {
    ByteBuffer bytes = ByteBuffer.allocate(vector.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(vector);
    return Base64.getEncoder().encodeToString(bytes.array());
  }
}
