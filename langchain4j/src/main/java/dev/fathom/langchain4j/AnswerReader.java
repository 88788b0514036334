package dev.fathom.langchain4j;

import dev.fathom.engine.FinishReason;
import dev.fathom.engine.GenerationEvent;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.model.chat.response.ChatModelStreamingEvent;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.ChatResponseMetadata;
import dev.langchain4j.model.chat.response.CompleteResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.PartialToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Makes LangChain4j's events of the engine's, and the whole answer at the end. For one generation.
final class AnswerReader {
  private final String modelName;
  private final StringBuilder thought = new StringBuilder();
  private final StringBuilder answer = new StringBuilder();
  private final List<ToolExecutionRequest> calls = new ArrayList<>();
  private final StringBuilder arguments = new StringBuilder();
  private @Nullable ToolExecutionRequest open;

  AnswerReader(String modelName) {
    this.modelName = modelName;
  }

  /// What `event` means; the last is a {@link CompleteResponse}. Throws where the engine failed.
  List<ChatModelStreamingEvent> take(GenerationEvent event) {
    return switch (event) {
      case GenerationEvent.Thought(String text) -> {
        thought.append(text);
        yield List.of(new PartialThinking(text));
      }
      case GenerationEvent.Answer(String text) -> said(text);
      case GenerationEvent.ToolText(String text) -> said(text);
      case GenerationEvent.ToolStart(_, String name) -> begun(name);
      case GenerationEvent.ToolArguments(int index, String text) -> List.of(more(index, text));
      case GenerationEvent.Scored _ -> List.of();
      case GenerationEvent.Failed(String message) -> throw new InternalServerException(message);
      case GenerationEvent.Finished finished -> finished(finished);
    };
  }

  private List<ChatModelStreamingEvent> said(String text) {
    answer.append(text);
    return List.of(new PartialResponse(text));
  }

  private List<ChatModelStreamingEvent> begun(String name) {
    List<ChatModelStreamingEvent> events = closed();
    open = ToolExecutionRequest.builder().id("call_" + UUID.randomUUID()).name(name).build();
    return events;
  }

  private PartialToolCall more(int index, String text) {
    if (open == null) {
      throw new IllegalStateException("arguments came before a call");
    }
    arguments.append(text);
    return PartialToolCall.builder()
        .index(index)
        .id(open.id())
        .name(open.name())
        .partialArguments(text)
        .build();
  }

  /// The call that is open is over.
  private List<ChatModelStreamingEvent> closed() {
    List<ChatModelStreamingEvent> events = new ArrayList<>();
    if (open != null) {
      String said = arguments.isEmpty() ? "{}" : arguments.toString();
      ToolExecutionRequest call = open.toBuilder().arguments(said).build();
      events.add(new CompleteToolCall(calls.size(), call));
      calls.add(call);
      arguments.setLength(0);
      open = null;
    }
    return events;
  }

  private List<ChatModelStreamingEvent> finished(GenerationEvent.Finished end) {
    List<ChatModelStreamingEvent> events = closed();
    AiMessage message =
        AiMessage.builder()
            .text(answer.isEmpty() && !calls.isEmpty() ? null : answer.toString())
            .thinking(thought.isEmpty() ? null : thought.toString())
            .toolExecutionRequests(calls)
            .build();
    ChatResponseMetadata metadata =
        ChatResponseMetadata.builder()
            .id("fathom-" + UUID.randomUUID())
            .modelName(modelName)
            .tokenUsage(new FathomTokenUsage(end.usage()))
            .finishReason(reason(end.reason()))
            .build();
    events.add(
        new CompleteResponse(ChatResponse.builder().aiMessage(message).metadata(metadata).build()));
    return events;
  }

  private static dev.langchain4j.model.output.FinishReason reason(FinishReason reason) {
    return switch (reason) {
      case STOP -> dev.langchain4j.model.output.FinishReason.STOP;
      case TOOL_CALLS -> dev.langchain4j.model.output.FinishReason.TOOL_EXECUTION;
      case LENGTH, CONTEXT -> dev.langchain4j.model.output.FinishReason.LENGTH;
      case CANCELLED -> dev.langchain4j.model.output.FinishReason.OTHER;
    };
  }
}
