package dev.fathom.server;

import dev.fathom.meter.Effort;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The events of a streamed message: blocks open one after the other.
final class MessagesStream implements Presentation.Stream {
  private final Head head;
  private final EventSink sink;
  private final MessagesForm form;
  private int index = -1;
  private @Nullable String open;

  MessagesStream(Head head, EventSink sink, MessagesForm form) {
    this.head = head;
    this.sink = sink;
    this.form = form;
  }

  @Override
  public void begin() {
    ObjectNode event = Json.object();
    ObjectNode message = MessagesForm.message(head);
    message.putArray("content");
    message.putNull("stop_reason");
    message.putNull("stop_sequence");
    message.set(
        "usage", MessagesForm.usage(new Bill(form.promptTokens(), 0, 0, 0, Effort.NOTHING)));
    event.set("message", message);
    send("message_start", event);
    alive();
  }

  @Override
  public void alive() {
    send("ping", Json.object());
  }

  @Override
  public void accept(Output output) {
    switch (output) {
      case Output.Thought(int _, String text) -> {
        ObjectNode block = Json.object().put("type", "thinking").put("thinking", "");
        open("thinking", block.put("signature", ""));
        delta(Json.object().put("type", "thinking_delta").put("thinking", text));
      }
      case Output.Text(int _, String text) -> {
        open("text", Json.object().put("type", "text").put("text", ""));
        delta(Json.object().put("type", "text_delta").put("text", text));
      }
      case Output.ToolStart start -> {
        shut();
        ObjectNode block = Json.object().put("type", "tool_use").put("id", start.id());
        block.put("name", start.name()).putObject("input");
        open("tool_use", block);
      }
      case Output.ToolArguments more ->
          delta(Json.object().put("type", "input_json_delta").put("partial_json", more.text()));
      case Output.Scored _ -> {
        // probabilities cannot be asked for here
      }
      case Output.End end -> last(end);
    }
  }

  private void open(String type, ObjectNode block) {
    if (type.equals(open)) {
      return;
    }
    shut();
    open = type;
    index++;
    ObjectNode event = Json.object().put("index", index);
    event.set("content_block", block);
    send("content_block_start", event);
  }

  private void delta(ObjectNode delta) {
    ObjectNode event = Json.object().put("index", index);
    event.set("delta", delta);
    send("content_block_delta", event);
  }

  private void shut() {
    if (open == null) {
      return;
    }
    if (open.equals("thinking")) {
      delta(Json.object().put("type", "signature_delta").put("signature", ""));
    }
    open = null;
    send("content_block_stop", Json.object().put("index", index));
  }

  private void last(Output.End end) {
    shut();
    ObjectNode event = Json.object();
    ObjectNode delta = event.putObject("delta");
    delta.put("stop_reason", MessagesForm.stopReason(end.reason(), end.byStop()));
    delta.put("stop_sequence", form.stopSequence(end.byStop()));
    Bill bill = Bill.NOTHING.plus(end, 1);
    event.set("usage", bill.receipt(MessagesForm.usage(bill), head.tariff()));
    send("message_delta", event);
  }

  private void send(String type, ObjectNode event) {
    ObjectNode whole = Json.object().put("type", type);
    whole.setAll(event);
    sink.event(type, whole);
  }

  @Override
  public void end() {
    send("message_stop", Json.object());
  }

  @Override
  public void fail(ApiException error) {
    sink.event("error", ErrorObjects.anthropic(error));
  }
}
