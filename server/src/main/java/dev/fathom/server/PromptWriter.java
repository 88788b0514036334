package dev.fathom.server;

import dev.fathom.engine.ChatFormat;
import dev.fathom.engine.ChatOptions;
import dev.fathom.engine.Prompt;
import dev.fathom.server.Turn.Source;
import dev.fathom.text.TemplateException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Turns what a request says into the prompt that the model reads.
final class PromptWriter {
  private final ServedModel model;

  PromptWriter(ServedModel model) {
    this.model = model;
  }

  /// The prompt of `turn`; what the template refuses is a 400.
  Prompt write(Turn turn) {
    return switch (turn.source()) {
      case Source.Text(String text) -> model.format().raw(text);
      case Source.Ids(List<Integer> ids) -> ids(ids);
      case Source.Chat chat -> chat(turn, chat);
    };
  }

  private Prompt ids(List<Integer> ids) {
    int[] prompt = ids.stream().mapToInt(Integer::intValue).toArray();
    for (int id : prompt) {
      if (id < 0 || id >= model.tokenizer().size()) {
        throw ApiException.bad(
            "prompt",
            "the prompt names token %d, but the model has ids 0 to %d"
                .formatted(id, model.tokenizer().size() - 1));
      }
    }
    return new Prompt(model.tokenizer().decode(prompt, true), prompt, false);
  }

  private Prompt chat(Turn turn, Source.Chat chat) {
    if (!model.format().hasTemplate()) {
      throw ApiException.unsupported(
          "messages", "model '%s' has no chat template; use /v1/completions".formatted(model.id()));
    }
    ChatOptions options = ChatOptions.DEFAULT.withThinking(thinking(turn.thinking().enabled()));
    if (turn.tools().open()) {
      // refuses models that were not made to call tools
      var _ = ToolTerms.format(model);
      options =
          options.withTools(
              turn.tools().tools().stream().map(tool -> Json.map(tool.definition())).toList());
    }
    try {
      return model.format().chat(chat.messages(), options.withContinued(chat.open()));
    } catch (TemplateException | IllegalArgumentException refused) {
      throw ApiException.bad("messages", String.valueOf(refused.getMessage()));
    }
  }

  /// What the template is told. Models that cannot do as asked do as they are used to: the
  /// thought's budget of 0 tokens ends a thought that cannot be turned off.
  private ChatOptions.Thinking thinking(@Nullable Boolean wanted) {
    ChatFormat format = model.format();
    if (wanted == null) {
      return ChatOptions.Thinking.DEFAULT;
    }
    boolean switched = format.thinkingSwitch().isPresent();
    if (wanted) {
      return switched || format.thinks() ? ChatOptions.Thinking.ON : ChatOptions.Thinking.DEFAULT;
    }
    return switched || !format.thinks() ? ChatOptions.Thinking.OFF : ChatOptions.Thinking.DEFAULT;
  }
}
