package dev.fathom.langchain4j;

import dev.fathom.engine.ChatOptions;
import dev.fathom.engine.Message;
import dev.fathom.engine.Prompt;
import dev.fathom.engine.ToolCall;
import dev.fathom.text.CallArguments;
import dev.fathom.text.TemplateException;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// Turns a conversation into the prompt that the model reads.
final class Transcript {
  private final LocalModel model;

  Transcript(LocalModel model) {
    this.model = model;
  }

  /// The prompt for the next turn.
  ///
  /// @param tools those the model may call; none where it may call none
  /// @param thinking whether to think first; null leaves it to the template
  Prompt prompt(
      List<ChatMessage> messages, List<ToolSpecification> tools, @Nullable Boolean thinking) {
    List<Message> turns = messages.stream().map(Transcript::turn).toList();
    ChatOptions options =
        ChatOptions.DEFAULT
            .withTools(tools.stream().map(ToolSchemas::definition).toList())
            .withThinking(thinking(thinking));
    try {
      return model.format().chat(turns, options);
    } catch (TemplateException refused) {
      throw new InvalidRequestException(String.valueOf(refused.getMessage()), refused);
    } catch (IllegalArgumentException without) {
      throw new UnsupportedFeatureException(String.valueOf(without.getMessage()));
    }
  }

  private ChatOptions.Thinking thinking(@Nullable Boolean wanted) {
    if (wanted == null) {
      return ChatOptions.Thinking.DEFAULT;
    }
    if (model.format().thinkingSwitch().isEmpty()) {
      throw new UnsupportedFeatureException(
          "switching the thought on or off is not supported by model '" + model.name() + "'");
    }
    return wanted ? ChatOptions.Thinking.ON : ChatOptions.Thinking.OFF;
  }

  private static Message turn(ChatMessage message) {
    return switch (message) {
      case SystemMessage system -> Message.system(system.text());
      case UserMessage user -> Message.user(text(user.contents()));
      case AiMessage assistant -> assistant(assistant);
      case ToolExecutionResultMessage result -> result(result);
      default ->
          throw new UnsupportedFeatureException(
              "a message of type " + message.type() + " is not supported");
    };
  }

  // LangChain4j has no nullness marks: texts may be null
  private static Message assistant(AiMessage message) {
    String text = message.text();
    return Message.assistant(text == null ? "" : text)
        .after(message.thinking())
        .calling(message.toolExecutionRequests().stream().map(Transcript::call).toList());
  }

  private static Message result(ToolExecutionResultMessage message) {
    return new Message(
        "tool", text(message.contents()), null, List.of(), message.id(), message.toolName());
  }

  private static ToolCall call(ToolExecutionRequest request) {
    String id = request.id();
    String arguments = request.arguments() == null ? "{}" : request.arguments();
    try {
      var _ = CallArguments.parse(arguments);
    } catch (IllegalArgumentException malformed) {
      throw new InvalidRequestException(
          "the arguments of a call of '%s' are %s"
              .formatted(request.name(), malformed.getMessage()),
          malformed);
    }
    return new ToolCall(id == null ? "" : id, request.name(), arguments);
  }

  private static String text(List<Content> contents) {
    StringJoiner text = new StringJoiner("\n");
    for (Content content : contents) {
      if (!(content instanceof TextContent part)) {
        String kind = content.type().name().toLowerCase(Locale.ROOT);
        throw new UnsupportedFeatureException(
            "content of type " + kind + " is not supported: this model reads text");
      }
      text.add(part.text());
    }
    return text.toString();
  }
}
