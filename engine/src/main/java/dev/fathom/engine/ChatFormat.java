package dev.fathom.engine;

import dev.fathom.model.ModelFile;
import dev.fathom.text.ChatTemplate;
import dev.fathom.text.Tokenizer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// How a model wants to be spoken to: its chat template and its tokenizer together. A model without
/// a template takes {@link #raw} prompts only: guessing a format would be a silent wrong prompt.
public final class ChatFormat {
  private final String model;
  private final Tokenizer tokenizer;
  private final @Nullable ChatTemplate template;

  private ChatFormat(String model, Tokenizer tokenizer, @Nullable ChatTemplate template) {
    this.model = model;
    this.tokenizer = tokenizer;
    this.template = template;
  }

  /// As the model's files say.
  public static ChatFormat of(ModelFile file) {
    return new ChatFormat(file.name(), file.tokenizer(), file.template().orElse(null));
  }

  /// As `tokenizer` and `template` say.
  ///
  /// @param model the model's name, for messages
  public static ChatFormat of(String model, Tokenizer tokenizer, @Nullable ChatTemplate template) {
    return new ChatFormat(model, tokenizer, template);
  }

  /// The prompt that asks for the next assistant turn.
  public Prompt chat(List<Message> messages) {
    return chat(messages, Map.of());
  }

  /// The prompt that asks for the next assistant turn.
  ///
  /// @param variables what else the template is told (`tools`, `enable_thinking`); may replace the
  ///   usual variables
  public Prompt chat(List<Message> messages, Map<String, ?> variables) {
    if (template == null) {
      throw new IllegalArgumentException(
          "model '"
              + model
              + "' has no chat template; give one with --template FILE, or use a raw"
              + " prompt");
    }
    if (messages.isEmpty()) {
      throw new IllegalArgumentException("a conversation needs at least one message");
    }
    Map<String, Object> all = new HashMap<>();
    all.put("messages", messages.stream().map(ChatFormat::asMap).toList());
    all.put("add_generation_prompt", true);
    all.put("bos_token", spelling(tokenizer.bos()));
    all.put("eos_token", spelling(tokenizer.eos()));
    all.putAll(variables);
    return raw(template.render(all));
  }

  /// The prompt `text` as it stands, in which special tokens are known by their spelling. The
  /// beginning-of-text token is put in front where the model wants one and the text does not begin
  /// with it.
  public Prompt raw(String text) {
    int[] ids = tokenizer.encode(text, true);
    if (tokenizer.addsBos() && tokenizer.bos().isPresent()) {
      int bos = tokenizer.bos().getAsInt();
      if (ids.length == 0 || ids[0] != bos) {
        ids = IntStream.concat(IntStream.of(bos), IntStream.of(ids)).toArray();
      }
    }
    return new Prompt(text, ids, text.stripTrailing().endsWith("<think>"));
  }

  private String spelling(OptionalInt id) {
    return id.isPresent() ? tokenizer.piece(id.getAsInt()) : "";
  }

  private static Map<String, Object> asMap(Message message) {
    return Map.of("role", message.role(), "content", message.content());
  }
}
