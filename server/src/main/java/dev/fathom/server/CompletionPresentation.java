package dev.fathom.server;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `/v1/completions`.
final class CompletionPresentation implements Presentation {
  private final CompletionRequest request;
  private final CompletionForm form;

  CompletionPresentation(CompletionRequest request, ServedModel model, List<Preparation> ready) {
    this.request = request;
    form = new CompletionForm(request, model, ready);
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
    return new CompletionStream(head, sink, form);
  }

  @Override
  public JsonNode whole(Head head, Collected collected) {
    ObjectNode root = CompletionForm.head(head);
    ArrayNode choices = root.putArray("choices");
    for (int i = 0; i < collected.choices().size(); i++) {
      Collected.Choice said = collected.choices().get(i);
      ObjectNode choice = choices.addObject();
      choice.put("index", i);
      choice.put("text", form.echo(i) + said.text);
      if (!said.thought.isEmpty()) {
        choice.put("reasoning_content", said.thought.toString());
      }
      choice.set("logprobs", form.logprobs(said.scores, 0));
      choice.put("finish_reason", ChatForm.reason(said.reason));
    }
    root.set("usage", collected.bill().json(head.tariff()));
    return root;
  }
}
