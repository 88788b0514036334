package dev.fathom.server;

import dev.fathom.engine.TokenScore;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The parts of a text completion.
final class CompletionForm {
  private final CompletionRequest request;
  private final Scores scores;
  private final List<String> prompts;

  CompletionForm(CompletionRequest request, ServedModel model, List<Preparation> ready) {
    this.request = request;
    scores = new Scores(model.tokenizer());
    prompts = ready.stream().map(prepared -> prepared.prompt().text()).toList();
  }

  /// Choices that have one prompt.
  int perPrompt() {
    return request.perPrompt();
  }

  static ObjectNode head(Head head) {
    return ChatForm.head(head, "text_completion");
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
