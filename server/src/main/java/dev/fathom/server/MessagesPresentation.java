package dev.fathom.server;

import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Anthropic's `/v1/messages`.
final class MessagesPresentation implements Presentation {
  private final MessagesRequest request;
  private final MessagesForm form;

  MessagesPresentation(MessagesRequest request, List<Preparation> ready) {
    this.request = request;
    form = new MessagesForm(request, ready);
  }

  @Override
  public boolean streams() {
    return request.stream();
  }

  @Override
  public String idPrefix() {
    return "msg_";
  }

  @Override
  public Stream stream(Head head, EventSink sink) {
    return new MessagesStream(head, sink, form);
  }

  @Override
  public JsonNode whole(Head head, Collected collected) {
    Collected.Choice said = collected.choices().getFirst();
    ObjectNode root = MessagesForm.message(head);
    ArrayNode content = root.putArray("content");
    if (!said.thought.isEmpty()) {
      content
          .addObject()
          .put("type", "thinking")
          .put("thinking", said.thought.toString())
          .put("signature", "");
    }
    if (!said.text.isEmpty()) {
      content.addObject().put("type", "text").put("text", said.text.toString());
    }
    for (Collected.Call call : said.calls) {
      ObjectNode block = content.addObject();
      block.put("type", "tool_use").put("id", call.id()).put("name", call.name());
      block.set("input", input(call.arguments().toString()));
    }
    root.put("stop_reason", MessagesForm.stopReason(said.reason, said.byStop));
    root.put("stop_sequence", form.stopSequence(said.byStop));
    root.set(
        "usage", collected.bill().receipt(MessagesForm.usage(collected.bill()), head.tariff()));
    return root;
  }

  private static JsonNode input(String arguments) {
    try {
      return Json.tree(arguments.isBlank() ? "{}" : arguments);
    } catch (JacksonException cut) {
      // the answer was cut within the call
      return Json.object();
    }
  }
}
