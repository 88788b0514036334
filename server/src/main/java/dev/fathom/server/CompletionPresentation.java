package dev.fathom.server;

import dev.fathom.engine.TokenScore;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `/v1/completions`.
final class CompletionPresentation implements Presentation {
  private final CompletionRequest request;
  private final Scores scores;
  private final List<String> prompts;

  CompletionPresentation(CompletionRequest request, ServedModel model, List<Preparation> ready) {
    this.request = request;
    scores = new Scores(model.tokenizer());
    prompts = ready.stream().map(prepared -> prepared.prompt().text()).toList();
  }

  @Override
  public boolean streams() {
    return request.stream();
  }

  @Override
  public int perPrompt() {
    return request.perPrompt();
  }

  @Override
  public String idPrefix() {
    return "cmpl-";
  }

  @Override
  public Stream stream(Head head, EventSink sink) {
    return new CompletionStream(head, sink, this);
  }

  @Override
  public JsonNode whole(Head head, Collected collected) {
    ObjectNode root = head(head);
    ArrayNode choices = root.putArray("choices");
    for (int i = 0; i < collected.choices().size(); i++) {
      Collected.Choice said = collected.choices().get(i);
      ObjectNode choice = choices.addObject();
      choice.put("index", i);
      choice.put("text", echo(i) + said.text);
      if (!said.thought.isEmpty()) {
        choice.put("reasoning_content", said.thought.toString());
      }
      choice.set("logprobs", logprobs(said.scores, 0));
      choice.put("finish_reason", ChatPresentation.reason(said.reason));
    }
    root.set("usage", collected.bill().json());
    return root;
  }

  static ObjectNode head(Head head) {
    return ChatPresentation.head(head, "text_completion");
  }

  boolean includeUsage() {
    return request.includeUsage();
  }

  /// The choices of the whole request.
  int choices() {
    return prompts.size() * request.perPrompt();
  }

  /// What stands in front of the answer of `choice`.
  String echo(int choice) {
    return request.echo() ? prompts.get(choice / request.perPrompt()) : "";
  }

  /// The old form of probabilities; null where none were asked for.
  ///
  /// @param offset characters in front of the first token
  @Nullable ObjectNode logprobs(List<Output.Scored> scored, int offset) {
    if (!request.scored()) {
      return null;
    }
    ObjectNode root = Json.object();
    ArrayNode tokens = root.putArray("tokens");
    ArrayNode values = root.putArray("token_logprobs");
    ArrayNode tops = root.putArray("top_logprobs");
    ArrayNode offsets = root.putArray("text_offset");
    int at = offset;
    for (Output.Scored one : scored) {
      String token = new String(one.bytes(), StandardCharsets.UTF_8);
      tokens.add(token);
      values.add(Scores.finite(one.score().logprob()));
      offsets.add(at);
      at += token.length();
      ObjectNode top = tops.addObject();
      for (TokenScore.Rival rival : one.score().top()) {
        String spelt = new String(scores.bytes(rival.id()), StandardCharsets.UTF_8);
        top.put(spelt, Scores.finite(rival.logprob()));
      }
    }
    return root;
  }
}
