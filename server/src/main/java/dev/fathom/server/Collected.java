package dev.fathom.server;

import dev.fathom.engine.FinishReason;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// All that a request's generations said, gathered.
final class Collected implements Consumer<Output> {
  private final List<Choice> choices = new ArrayList<>();
  private final int perPrompt;
  private Bill bill = Bill.NOTHING;

  /// @param perPrompt choices that have one prompt
  Collected(int count, int perPrompt) {
    this.perPrompt = perPrompt;
    for (int i = 0; i < count; i++) {
      choices.add(new Choice());
    }
  }

  /// One answer.
  static final class Choice {
    final StringBuilder thought = new StringBuilder();
    final StringBuilder text = new StringBuilder();
    final List<Call> calls = new ArrayList<>();
    final List<Output.Scored> scores = new ArrayList<>();
    FinishReason reason = FinishReason.CANCELLED;
    boolean byStop;
  }

  /// One call of a tool.
  record Call(String id, String name, StringBuilder arguments) {}

  @Override
  public void accept(Output output) {
    switch (output) {
      case Output.Thought(int i, String text) -> choices.get(i).thought.append(text);
      case Output.Text(int i, String text) -> choices.get(i).text.append(text);
      case Output.ToolStart(int i, int _, String id, String name) ->
          choices.get(i).calls.add(new Call(id, name, new StringBuilder()));
      case Output.ToolArguments(int i, int _, String text) ->
          choices.get(i).calls.getLast().arguments().append(text);
      case Output.Scored scored -> choices.get(scored.choice()).scores.add(scored);
      case Output.End end -> {
        choices.get(end.choice()).reason = end.reason();
        bill = bill.plus(end, perPrompt);
        choices.get(end.choice()).byStop = end.byStop();
      }
    }
  }

  List<Choice> choices() {
    return choices;
  }

  Bill bill() {
    return bill;
  }
}
