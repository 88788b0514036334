package dev.fathom.server;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// `/v1/responses`.
final class ResponsesPresentation implements Presentation {
  private final ResponsesRequest request;

  ResponsesPresentation(ResponsesRequest request) {
    this.request = request;
  }

  @Override
  public boolean streams() {
    return request.stream();
  }

  @Override
  public String idPrefix() {
    return "resp_";
  }

  @Override
  public Stream stream(Head head, EventSink sink) {
    return new ResponsesStream(new ResponsesForm(head, request.echoed()), sink);
  }

  @Override
  public JsonNode whole(Head head, Collected collected) {
    ResponsesForm form = new ResponsesForm(head, request.echoed());
    Collected.Choice said = collected.choices().getFirst();
    ArrayNode output = Json.array();
    if (!said.thought.isEmpty()) {
      output.add(form.thought(output.size(), said.thought.toString(), "completed"));
    }
    if (!said.text.isEmpty() || said.calls.isEmpty()) {
      output.add(form.message(output.size(), said.text.toString(), "completed"));
    }
    said.calls.forEach(call -> output.add(form.call(output.size(), call, "completed")));
    return form.finished(said.reason, output, collected.bill());
  }
}
