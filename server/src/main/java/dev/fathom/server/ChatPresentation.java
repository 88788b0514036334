package dev.fathom.server;

import dev.fathom.text.Tokenizer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `/v1/chat/completions`.
final class ChatPresentation implements Presentation {
  private final ChatRequest request;
  private final Scores scores;

  ChatPresentation(ChatRequest request, Tokenizer tokenizer) {
    this.request = request;
    scores = new Scores(tokenizer);
  }

  @Override
  public boolean streams() {
    return request.stream();
  }

  @Override
  public String idPrefix() {
    return "chatcmpl-";
  }

  @Override
  public Stream stream(Head head, EventSink sink) {
    return new ChatStream(head, sink, request, scores);
  }

  @Override
  public int perPrompt() {
    return request.turn().drawing().choices();
  }

  @Override
  public JsonNode whole(Head head, Collected collected) {
    ObjectNode root = ChatForm.head(head, "chat.completion");
    ArrayNode choices = root.putArray("choices");
    for (int i = 0; i < collected.choices().size(); i++) {
      choices.add(choice(i, collected.choices().get(i)));
    }
    root.set("usage", collected.bill().json(head.tariff()));
    return root;
  }

  private ObjectNode choice(int index, Collected.Choice said) {
    ObjectNode choice = Json.object();
    choice.put("index", index);
    choice.set("message", message(said));
    boolean scored = request.turn().drawing().topLogprobs() >= 0;
    choice.set("logprobs", scored ? scores.chat(said.scores) : null);
    choice.put("finish_reason", ChatForm.reason(said.reason));
    return choice;
  }

  private static ObjectNode message(Collected.Choice said) {
    ObjectNode message = Json.object();
    message.put("role", "assistant");
    boolean silent = said.text.isEmpty() && !said.calls.isEmpty();
    message.put("content", silent ? null : said.text.toString());
    message.putNull("refusal");
    if (!said.thought.isEmpty()) {
      message.put("reasoning_content", said.thought.toString());
    }
    if (!said.calls.isEmpty()) {
      ArrayNode calls = message.putArray("tool_calls");
      said.calls.forEach(call -> calls.add(call(call)));
    }
    return message;
  }

  private static ObjectNode call(Collected.Call call) {
    ObjectNode node = Json.object();
    node.put("id", call.id());
    node.put("type", "function");
    ObjectNode function = node.putObject("function");
    function.put("name", call.name());
    function.put("arguments", call.arguments().toString());
    return node;
  }
}
