package dev.fathom.engine;

import dev.fathom.engine.ChatOptions.Thinking;
import dev.fathom.model.ModelFile;
import dev.fathom.text.ChatTemplate;
import dev.fathom.text.ThinkingMarks;
import dev.fathom.text.Tokenizer;
import dev.fathom.text.ToolCallFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// How a model wants to be spoken to: its chat template and its tokenizer together. A model without
/// a template takes {@link #raw} prompts only: guessing a format would be a silent wrong prompt.
public final class ChatFormat {
  private final String model;
  private final Tokenizer tokenizer;
  private final @Nullable ChatTemplate template;
  private final @Nullable TemplateTraits traits;

  private ChatFormat(String model, Tokenizer tokenizer, @Nullable ChatTemplate template) {
    this.model = model;
    this.tokenizer = tokenizer;
    this.template = template;
    this.traits = template == null ? null : new TemplateTraits(template);
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

  /// Whether there is a template; without one only {@link #raw} prompts are taken.
  public boolean hasTemplate() {
    return template != null;
  }

  /// How the model writes calls of tools, where it does so in a way that can be read.
  public Optional<ToolCallFormat> toolCalls() {
    return template == null ? Optional.empty() : ToolCallFormat.of(template);
  }

  /// The template's variable that turns thinking on and off, such as `enable_thinking`.
  public Optional<String> thinkingSwitch() {
    return traits == null ? Optional.empty() : traits.thinkingSwitch();
  }

  /// Whether the template knows thoughts.
  public boolean thinks() {
    return traits != null && traits.thinks();
  }

  /// The prompt that asks for the next assistant turn.
  public Prompt chat(List<Message> messages) {
    return chat(messages, ChatOptions.DEFAULT);
  }

  /// The prompt that asks for the next assistant turn.
  ///
  /// @param variables what else the template is told (`tools`, `enable_thinking`); may replace the
  ///   usual variables
  public Prompt chat(List<Message> messages, Map<String, ?> variables) {
    return chat(messages, ChatOptions.DEFAULT.withVariables(variables));
  }

  /// The prompt that asks for the next assistant turn, or for the rest of it. Throws
  /// `IllegalArgumentException` for what the template cannot do.
  ///
  /// A template that writes calls but tells of no tools (DeepSeek V3.1, R1's distills) is told of
  /// them in the system message: {@link ToolCallFormat#briefing}.
  public Prompt chat(List<Message> messages, ChatOptions options) {
    if (template == null || traits == null) {
      throw new IllegalArgumentException(
          "model '"
              + model
              + "' has no chat template; give one with --template FILE, or use a raw"
              + " prompt");
    }
    if (messages.isEmpty()) {
      throw new IllegalArgumentException("a conversation needs at least one message");
    }
    Rendering rendering = new Rendering(model, template, traits);
    if (options.continued()) {
      return continued(rendering, messages, options);
    }
    return raw(rendering.text(messages, options, marks()));
  }

  private Prompt continued(Rendering rendering, List<Message> messages, ChatOptions options) {
    Continuation.check(messages);
    Message beginning = messages.getLast();
    boolean thought = beginning.reasoning() != null && !beginning.reasoning().isEmpty();
    boolean unasked = options.thinking() == Thinking.DEFAULT && thinkingSwitch().isPresent();
    // a thought to go on with says that the model shall think
    ChatOptions asked = thought && unasked ? options.withThinking(Thinking.ON) : options;
    String text = rendering.text(messages.subList(0, messages.size() - 1), asked, marks());
    Continuation whole = Continuation.of(text, beginning, thinks());
    return prompt(whole.text(), whole.thinking());
  }

  /// The prompt `text` as it stands, in which special tokens are known by their spelling. The
  /// beginning-of-text token is put in front where the model wants one and the text does not begin
  /// with it.
  public Prompt raw(String text) {
    return prompt(text, text.stripTrailing().endsWith(ThinkingMarks.OPEN));
  }

  private Prompt prompt(String text, boolean thinking) {
    int[] ids = tokenizer.encode(text, true);
    if (tokenizer.addsBos() && tokenizer.bos().isPresent()) {
      int bos = tokenizer.bos().getAsInt();
      if (ids.length == 0 || ids[0] != bos) {
        ids = IntStream.concat(IntStream.of(bos), IntStream.of(ids)).toArray();
      }
    }
    return new Prompt(text, ids, thinking);
  }

  private Map<String, String> marks() {
    return Map.of("bos_token", spelling(tokenizer.bos()), "eos_token", spelling(tokenizer.eos()));
  }

  private String spelling(OptionalInt id) {
    return id.isPresent() ? tokenizer.piece(id.getAsInt()) : "";
  }
}
