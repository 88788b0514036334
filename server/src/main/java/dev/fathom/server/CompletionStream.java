package dev.fathom.server;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The chunks of a streamed text completion.
final class CompletionStream implements Presentation.Stream {
  private final Head head;
  private final EventSink sink;
  private final CompletionForm form;
  private final List<List<Output.Scored>> pending = new ArrayList<>();
  private final int[] offsets;
  private Bill bill = Bill.NOTHING;

  CompletionStream(Head head, EventSink sink, CompletionForm form) {
    this.head = head;
    this.sink = sink;
    this.form = form;
    offsets = new int[form.choices()];
    for (int i = 0; i < form.choices(); i++) {
      pending.add(new ArrayList<>());
    }
  }

  @Override
  public void begin() {
    for (int i = 0; i < form.choices(); i++) {
      String echo = form.echo(i);
      if (!echo.isEmpty()) {
        chunk(i, "text", echo, null);
      }
    }
  }

  @Override
  public void accept(Output output) {
    switch (output) {
      case Output.Thought(int i, String text) -> chunk(i, "reasoning_content", text, null);
      case Output.Text(int i, String text) -> chunk(i, "text", text, null);
      case Output.Scored scored -> pending.get(scored.choice()).add(scored);
      case Output.End end -> {
        bill = bill.plus(end, form.perPrompt());
        chunk(end.choice(), "text", "", ChatForm.reason(end.reason()));
      }
      case Output.ToolStart _, Output.ToolArguments _ ->
          throw new IllegalStateException("no tools were given");
    }
  }

  private void chunk(int index, String field, String text, @Nullable String reason) {
    ObjectNode root = CompletionForm.head(head);
    ObjectNode choice = root.putArray("choices").addObject();
    choice.put("index", index);
    choice.put("text", "");
    choice.put(field, text);
    List<Output.Scored> scores = pending.get(index);
    choice.set("logprobs", form.logprobs(scores, offsets[index]));
    scores.clear();
    choice.put("finish_reason", reason);
    if (form.includeUsage()) {
      root.putNull("usage");
    }
    offsets[index] += field.equals("text") ? text.length() : 0;
    sink.event(null, root);
  }

  @Override
  public void alive() {
    sink.alive();
  }

  @Override
  public void end() {
    if (form.includeUsage()) {
      sink.event(null, bill.chunk(CompletionForm.head(head), head.tariff()));
    }
    sink.done();
  }

  @Override
  public void fail(ApiException error) {
    sink.event(null, ErrorObjects.openAi(error));
  }
}
