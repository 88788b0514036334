package dev.fathom.train.data;

import dev.fathom.engine.ChatFormat;
import dev.fathom.engine.ChatOptions;
import dev.fathom.engine.ChatOptions.Thinking;
import dev.fathom.engine.Message;
import dev.fathom.engine.Prompt;
import dev.fathom.text.TemplateException;
import dev.fathom.text.ThinkingMarks;
import dev.fathom.text.Tokenizer;
import dev.fathom.text.TokenizerException;
import dev.fathom.train.TrainingException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
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
/// - `{"messages": [{"role", "content", "reasoning_content"?}, ...]}`; a thought may also stand
///   between `<think>` and `</think>` at the beginning of `content`
/// - `{"question", "answer", "thought"?}`
/// - `{"prompt", "completion"}`, as they stand, without the model's template
///
/// Every assistant's turn is learned behind what the model is really shown before it, so that
/// templates which hide earlier thoughts teach what they ask for.
public final class Conversations {
  private static final JsonMapper JSON = new JsonMapper();
  private static final long MOST_BYTES = 1L << 30;
  private static final String BYTE_ORDER_MARK = "\uFEFF";

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
    requireBearable(file);
    List<ChatLines.Line> lines = new ArrayList<>();
    int number = 0;
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      for (String text = reader.readLine(); text != null; text = reader.readLine()) {
        number++;
        if (number == 1 && text.startsWith(BYTE_ORDER_MARK)) {
          text = text.substring(1);
        }
        if (!text.isBlank()) {
          lines.addAll(line(file, number, text));
        }
      }
    } catch (NoSuchFileException e) {
      throw new TrainingException(file + ": there is no such file", e);
    } catch (CharacterCodingException e) {
      throw new TrainingException(
          "%s: behind line %d: is no UTF-8; convert it".formatted(file, number), e);
    } catch (IOException e) {
      throw new TrainingException("%s: cannot be read: %s".formatted(file, e.getMessage()), e);
    }
    if (lines.isEmpty()) {
      throw new TrainingException(file + ": there are no conversations in it");
    }
    return lines;
  }

  private static void requireBearable(Path file) {
    long bytes = file.toFile().length();
    if (bytes > MOST_BYTES) {
      throw new TrainingException(
          "%s: %,d bytes are too many, wanted %,d at most".formatted(file, bytes, MOST_BYTES));
    }
  }

  private List<ChatLines.Line> line(Path file, int number, String text) {
    try {
      return line(JSON.readTree(text));
    } catch (JacksonException e) {
      throw new TrainingException(
          "%s: line %d: no JSON: %s".formatted(file, number, e.getOriginalMessage()), e);
    } catch (IllegalArgumentException | TemplateException | TokenizerException e) {
      throw new TrainingException("%s: line %d: %s".formatted(file, number, e.getMessage()), e);
    }
  }

  private List<ChatLines.Line> line(JsonNode node) {
    if (node.hasNonNull("messages")) {
      return turns(messages(node.path("messages")));
    }
    if (node.hasNonNull("question")) {
      Message answer = Message.assistant(text(node, "answer"));
      return turns(
          List.of(Message.user(text(node, "question")), answer.after(optional(node, "thought"))));
    }
    if (node.hasNonNull("prompt")) {
      String completion = text(node, "completion");
      return List.of(joined(format.raw(text(node, "prompt")), completion));
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
      if (!each.path("tool_calls").isEmpty()) {
        throw new IllegalArgumentException("calls of tools cannot be learned from yet");
      }
      Message message = new Message(text(each, "role"), text(each, "content"));
      messages.add(message.after(optional(each, "reasoning_content")));
    }
    return messages;
  }

  private List<ChatLines.Line> turns(List<Message> messages) {
    if (!format.hasTemplate()) {
      throw new IllegalArgumentException(
          "the model has no chat template; wanted are lines with 'prompt' and 'completion'");
    }
    List<ChatLines.Line> turns = new ArrayList<>();
    for (int i = 1; i < messages.size(); i++) {
      if (messages.get(i).role().equals("assistant")) {
        turns.add(turn(messages.subList(0, i), parted(messages.get(i))));
      }
    }
    if (turns.isEmpty()) {
      throw new IllegalArgumentException("no turn of the assistant behind another's");
    }
    return turns;
  }

  /// Thought and answer apart, where both stand in the content.
  private static Message parted(Message said) {
    String content = said.content();
    if (said.reasoning() != null || !content.startsWith(ThinkingMarks.OPEN)) {
      return said;
    }
    int close = content.indexOf(ThinkingMarks.CLOSE);
    if (close < 0) {
      throw new IllegalArgumentException("a thought is opened and never closed");
    }
    String thought = content.substring(ThinkingMarks.OPEN.length(), close).strip();
    String answer = content.substring(close + ThinkingMarks.CLOSE.length()).stripLeading();
    return Message.assistant(answer).after(thought);
  }

  private ChatLines.Line turn(List<Message> before, Message said) {
    if (said.content().isEmpty()) {
      throw new IllegalArgumentException("the assistant's answer is empty");
    }
    boolean thought = said.reasoning() != null && !said.reasoning().isEmpty();
    ChatOptions options = ChatOptions.DEFAULT;
    if (format.thinkingSwitch().isPresent()) {
      options = options.withThinking(thought ? Thinking.ON : Thinking.OFF);
    }
    Prompt prompt = format.chat(before, options);
    List<Message> all = new ArrayList<>(before);
    all.add(thought && !format.thinks() ? spelt(said) : said);
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
    if (completion.isEmpty() || prompt.ids().length == 0) {
      throw new IllegalArgumentException("prompt and completion must not be empty");
    }
    int[] said = said(prompt, completion);
    int[] ended = Arrays.copyOf(said, said.length + 1);
    ended[said.length] = end;
    return ChatLines.Line.of(prompt.ids(), ended);
  }

  /// Encoded in one piece with the prompt where the prompt's tokens stay what they are, for
  /// SentencePiece begins every piece with a space; else apart, as the model speaks.
  private int[] said(Prompt prompt, String completion) {
    int[] asked = prompt.ids();
    int[] whole = format.raw(prompt.text() + completion).ids();
    if (whole.length > asked.length
        && Arrays.equals(whole, 0, asked.length, asked, 0, asked.length)) {
      return Arrays.copyOfRange(whole, asked.length, whole.length);
    }
    return tokenizer.encode(completion, true);
  }
}
