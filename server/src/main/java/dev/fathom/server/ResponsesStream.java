package dev.fathom.server;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The events of a streamed response: items open one after the other, and each is closed before the
/// next.
final class ResponsesStream implements Presentation.Stream {
  private enum Kind {
    THOUGHT,
    MESSAGE,
    CALL
  }

  private final ResponsesForm form;
  private final EventSink sink;
  private final ArrayNode output = Json.array();
  private final StringBuilder text = new StringBuilder();
  private @Nullable Kind open;
  private Collected.@Nullable Call call;
  private int sequence;
  private @Nullable ObjectNode last;

  ResponsesStream(ResponsesForm form, EventSink sink) {
    this.form = form;
    this.sink = sink;
  }

  @Override
  public void begin() {
    for (String type : new String[] {"response.created", "response.in_progress"}) {
      ObjectNode event = Json.object();
      event.set("response", form.response("in_progress", Json.array()));
      send(type, event);
    }
  }

  @Override
  public void accept(Output said) {
    switch (said) {
      case Output.Thought(int _, String more) -> {
        open(Kind.THOUGHT);
        delta("response.reasoning_text.delta", more);
      }
      case Output.Text(int _, String more) -> {
        open(Kind.MESSAGE);
        delta("response.output_text.delta", more);
      }
      case Output.ToolStart start -> {
        shut();
        call = new Collected.Call(start.id(), start.name(), text);
        open(Kind.CALL);
      }
      case Output.ToolArguments more ->
          delta("response.function_call_arguments.delta", more.text());
      case Output.Scored _ -> {
        // probabilities cannot be asked for here
      }
      case Output.End end -> {
        if (output.isEmpty() && open == null) {
          open(Kind.MESSAGE);
        }
        shut();
        Bill bill = Bill.NOTHING.plus(end, 1);
        last = form.finished(end.reason(), output, bill);
      }
    }
  }

  private int index() {
    return output.size();
  }

  private void open(Kind kind) {
    if (open == kind) {
      return;
    }
    shut();
    open = kind;
    ObjectNode event = Json.object();
    event.put("output_index", index());
    event.set("item", item("in_progress"));
    send("response.output_item.added", event);
    if (kind == Kind.MESSAGE) {
      ObjectNode part = place();
      part.set("part", ResponsesForm.part(""));
      send("response.content_part.added", part);
    }
  }

  private ObjectNode item(String status) {
    String said = text.toString();
    return switch (Objects.requireNonNull(open)) {
      case THOUGHT -> form.thought(index(), said, status);
      case MESSAGE -> form.message(index(), said, status);
      case CALL -> form.call(index(), Objects.requireNonNull(call), status);
    };
  }

  private ObjectNode place() {
    ObjectNode event = Json.object();
    event.put("item_id", item("in_progress").path("id").asString());
    event.put("output_index", index());
    if (open != Kind.CALL) {
      event.put("content_index", 0);
    }
    return event;
  }

  private void delta(String type, String more) {
    text.append(more);
    ObjectNode event = place();
    event.put("delta", more);
    if (open == Kind.MESSAGE) {
      event.putArray("logprobs");
    }
    send(type, event);
  }

  private void shut() {
    if (open == null) {
      return;
    }
    String said = text.toString();
    ObjectNode done = place();
    switch (open) {
      case THOUGHT -> send("response.reasoning_text.done", done.put("text", said));
      case MESSAGE -> {
        done.putArray("logprobs");
        send("response.output_text.done", done.put("text", said));
        ObjectNode part = place();
        part.set("part", ResponsesForm.part(said));
        send("response.content_part.done", part);
      }
      case CALL -> send("response.function_call_arguments.done", done.put("arguments", said));
    }
    ObjectNode item = item("completed");
    ObjectNode event = Json.object();
    event.put("output_index", index());
    event.set("item", item);
    send("response.output_item.done", event);
    output.add(item);
    text.setLength(0);
    open = null;
  }

  private void send(String type, ObjectNode event) {
    ObjectNode whole = Json.object();
    whole.put("type", type);
    whole.put("sequence_number", sequence++);
    whole.setAll(event);
    sink.event(type, whole);
  }

  @Override
  public void alive() {
    sink.alive();
  }

  @Override
  public void end() {
    ObjectNode response = Objects.requireNonNull(last);
    ObjectNode event = Json.object();
    event.set("response", response);
    send("response." + response.path("status").asString(), event);
  }

  @Override
  public void fail(ApiException error) {
    ObjectNode event = Json.object();
    event.set("response", form.failed(error, output));
    send("response.failed", event);
  }
}
