package dev.fathom.server;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The chunks of a streamed chat completion.
final class ChatStream implements Presentation.Stream {
  private final Head head;
  private final EventSink sink;
  private final ChatRequest request;
  private final Scores scores;
  private final List<List<Output.Scored>> pending = new ArrayList<>();
  private Bill bill = Bill.NOTHING;

  ChatStream(Head head, EventSink sink, ChatRequest request, Scores scores) {
    this.head = head;
    this.sink = sink;
    this.request = request;
    this.scores = scores;
    for (int i = 0; i < request.turn().drawing().choices(); i++) {
      pending.add(new ArrayList<>());
    }
  }

  @Override
  public void begin() {
    for (int i = 0; i < pending.size(); i++) {
      ObjectNode delta = Json.object();
      delta.put("role", "assistant");
      delta.put("content", "");
      chunk(i, delta, null);
    }
  }

  @Override
  public void accept(Output output) {
    switch (output) {
      case Output.Thought(int i, String text) -> chunk(i, delta("reasoning_content", text), null);
      case Output.Text(int i, String text) -> chunk(i, delta("content", text), null);
      case Output.ToolStart start -> chunk(start.choice(), start(start), null);
      case Output.ToolArguments more -> chunk(more.choice(), arguments(more), null);
      case Output.Scored scored -> pending.get(scored.choice()).add(scored);
      case Output.End end -> {
        bill = bill.plus(end, pending.size());
        chunk(end.choice(), Json.object(), ChatForm.reason(end.reason()));
      }
    }
  }

  private static ObjectNode delta(String name, String text) {
    ObjectNode delta = Json.object();
    delta.put(name, text);
    return delta;
  }

  private static ObjectNode start(Output.ToolStart start) {
    ObjectNode delta = Json.object();
    ObjectNode call = delta.putArray("tool_calls").addObject();
    call.put("index", start.index());
    call.put("id", start.id());
    call.put("type", "function");
    ObjectNode function = call.putObject("function");
    function.put("name", start.name());
    function.put("arguments", "");
    return delta;
  }

  private static ObjectNode arguments(Output.ToolArguments more) {
    ObjectNode delta = Json.object();
    ObjectNode call = delta.putArray("tool_calls").addObject();
    call.put("index", more.index());
    call.putObject("function").put("arguments", more.text());
    return delta;
  }

  private void chunk(int index, ObjectNode delta, @Nullable String reason) {
    ObjectNode root = ChatForm.head(head, "chat.completion.chunk");
    ObjectNode choice = root.putArray("choices").addObject();
    choice.put("index", index);
    choice.set("delta", delta);
    boolean scored = !pending.get(index).isEmpty();
    choice.set("logprobs", scored ? scores.chat(pending.get(index)) : null);
    pending.get(index).clear();
    choice.put("finish_reason", reason);
    if (request.includeUsage()) {
      root.putNull("usage");
    }
    sink.event(null, root);
  }

  @Override
  public void alive() {
    sink.alive();
  }

  @Override
  public void end() {
    if (request.includeUsage()) {
      sink.event(null, bill.chunk(ChatForm.head(head, "chat.completion.chunk"), head.tariff()));
    }
    sink.done();
  }

  @Override
  public void fail(ApiException error) {
    sink.event(null, ErrorObjects.openAi(error));
  }
}
