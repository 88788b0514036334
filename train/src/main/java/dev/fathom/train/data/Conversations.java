package dev.fathom.train.data;

import dev.fathom.engine.ChatFormat;
import dev.fathom.engine.ChatOptions;
import dev.fathom.engine.Message;
import dev.fathom.engine.Prompt;
import dev.fathom.text.ThinkingMarks;
import dev.fathom.text.Tokenizer;
import dev.fathom.train.TrainingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What people have to teach a model with: a JSON object a line, in one of three shapes.
///
/// - `{"messages": [{"role", "content", "reasoning_content"?}, ...]}`
/// - `{"question", "answer", "thought"?}`
/// - `{"prompt", "completion"}`, as they stand, without the model's template
///
/// Every assistant's turn is learned behind what the model is really shown before it, so that
/// templates which hide earlier thoughts teach what they ask for.
public final class Conversations {
  private static final JsonMapper JSON = new JsonMapper();
  private static final long MOST_BYTES = 1L << 30;

  private final ChatFormat format;
  private final Tokenizer tokenizer;
  private final int end;

  /// @param end the token that ends a turn
  public Conversations(ChatFormat format, Tokenizer tokenizer, int end) {
    this.format = format;
    this.tokenizer = tokenizer;
    this.end = end;
  }

  /// The turns to learn, in the file's order.
  public List<ChatLines.Line> read(Path file) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new TrainingException(
            "%s: %,d bytes are too many, wanted %,d at most"
                .formatted(file, Files.size(file), MOST_BYTES));
      }
      List<ChatLines.Line> lines = new ArrayList<>();
      int number = 0;
      for (String text : Files.readString(file).split("\n", -1)) {
        number++;
        if (!text.isBlank()) {
          lines.addAll(line(file, number, text));
        }
      }
      return lines;
    } catch (NoSuchFileException e) {
      throw new TrainingException(file + ": there is no such file", e);
    } catch (IOException e) {
      throw new TrainingException("%s: cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  private List<ChatLines.Line> line(Path file, int number, String text) {
    try {
      return line(JSON.readTree(text));
    } catch (JacksonException e) {
      throw new TrainingException(
          "%s: line %d: no JSON: %s".formatted(file, number, e.getOriginalMessage()), e);
    } catch (IllegalArgumentException e) {
      throw new TrainingException("%s: line %d: %s".formatted(file, number, e.getMessage()), e);
    }
  }

  private List<ChatLines.Line> line(JsonNode node) {
    if (node.has("messages")) {
      return turns(messages(node.path("messages")));
    }
    if (node.has("question")) {
      Message answer = Message.assistant(text(node, "answer"));
      return turns(
          List.of(Message.user(text(node, "question")), answer.after(optional(node, "thought"))));
    }
    if (node.has("prompt")) {
      return List.of(joined(format.raw(text(node, "prompt")), text(node, "completion")));
    }
    throw new IllegalArgumentException(
        "wanted 'messages', or 'question' and 'answer', or 'prompt' and 'completion'; found "
            + String.join(", ", node.propertyNames()));
  }

  private static String text(JsonNode node, String name) {
    JsonNode value = node.path(name);
    if (!value.isString() && !value.isNumber()) {
      throw new IllegalArgumentException("'%s' must be a text".formatted(name));
    }
    return value.asString();
  }

  private static @Nullable String optional(JsonNode node, String name) {
    return node.hasNonNull(name) ? text(node, name) : null;
  }

  private static List<Message> messages(JsonNode list) {
    List<Message> messages = new ArrayList<>();
    for (JsonNode each : list) {
      if (each.has("tool_calls")) {
        throw new IllegalArgumentException("calls of tools cannot be learned from yet");
      }
      Message message = new Message(text(each, "role"), text(each, "content"));
      messages.add(message.after(optional(each, "reasoning_content")));
    }
    return messages;
  }

  private List<ChatLines.Line> turns(List<Message> messages) {
    List<ChatLines.Line> turns = new ArrayList<>();
    for (int i = 1; i < messages.size(); i++) {
      if (messages.get(i).role().equals("assistant")) {
        turns.add(turn(messages.subList(0, i), messages.get(i)));
      }
    }
    if (turns.isEmpty()) {
      throw new IllegalArgumentException("no turn of the assistant behind another's");
    }
    return turns;
  }

  private ChatLines.Line turn(List<Message> before, Message said) {
    boolean thought = said.reasoning() != null && !said.reasoning().isEmpty();
    Message written = thought && !format.thinks() ? spelt(said) : said;
    boolean switched = thought && format.thinkingSwitch().isPresent();
    ChatOptions options =
        switched ? ChatOptions.DEFAULT.withThinking(ChatOptions.Thinking.ON) : ChatOptions.DEFAULT;
    Prompt prompt = format.chat(before, options);
    List<Message> all = new ArrayList<>(before);
    all.add(written);
    String whole = format.chat(all, options.withContinued(true)).text();
    if (!whole.startsWith(prompt.text())) {
      throw new IllegalArgumentException(
          "the model's template rewrites what stands before an answer");
    }
    return joined(prompt, whole.substring(prompt.text().length()));
  }

  /// For templates that know no thoughts: R1's distillations taught plain models to write them.
  private static Message spelt(Message said) {
    String thought = ThinkingMarks.OPEN + "\n" + said.reasoning() + "\n" + ThinkingMarks.CLOSE;
    return Message.assistant(thought + "\n\n" + said.content());
  }

  private ChatLines.Line joined(Prompt prompt, String completion) {
    int[] said = tokenizer.encode(completion, true);
    int[] tokens = Arrays.copyOf(prompt.ids(), prompt.ids().length + said.length + 1);
    System.arraycopy(said, 0, tokens, prompt.ids().length, said.length);
    tokens[tokens.length - 1] = end;
    return new ChatLines.Line(tokens, prompt.ids().length);
  }
}
