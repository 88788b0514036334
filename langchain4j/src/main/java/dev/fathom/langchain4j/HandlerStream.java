package dev.fathom.langchain4j;

import static dev.langchain4j.internal.InternalStreamingChatResponseHandlerUtils.onCompleteResponse;
import static dev.langchain4j.internal.InternalStreamingChatResponseHandlerUtils.onCompleteToolCall;
import static dev.langchain4j.internal.InternalStreamingChatResponseHandlerUtils.onPartialResponse;
import static dev.langchain4j.internal.InternalStreamingChatResponseHandlerUtils.onPartialThinking;
import static dev.langchain4j.internal.InternalStreamingChatResponseHandlerUtils.onPartialToolCall;
import static dev.langchain4j.internal.InternalStreamingChatResponseHandlerUtils.withLoggingExceptions;

import dev.fathom.engine.Generation;
import dev.langchain4j.model.chat.response.ChatModelStreamingEvent;
import dev.langchain4j.model.chat.response.CompleteResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;

/// Reads one generation to its end and tells a handler of it. What the handler throws is told to
/// its `onError`, and the stream goes on, as in all of LangChain4j's integrations.
final class HandlerStream implements Runnable, StreamingHandle {
  private final Generation generation;
  private final AnswerReader reader;
  private final StreamingChatResponseHandler handler;
  private volatile boolean cancelled;
  private boolean over;

  HandlerStream(Generation generation, String modelName, StreamingChatResponseHandler handler) {
    this.generation = generation;
    this.handler = handler;
    reader = new AnswerReader(modelName);
  }

  @Override
  public void run() {
    try (generation) {
      while (!over && !cancelled) {
        for (ChatModelStreamingEvent event : reader.take(generation.next())) {
          tell(event);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail(e);
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  @Override
  public void cancel() {
    cancelled = true;
    generation.cancel();
  }

  @Override
  public boolean isCancelled() {
    return cancelled;
  }

  private void fail(Exception cause) {
    if (!cancelled) {
      withLoggingExceptions(() -> handler.onError(cause));
    }
  }

  private void tell(ChatModelStreamingEvent event) {
    if (cancelled) {
      return;
    }
    switch (event) {
      case PartialThinking part -> onPartialThinking(handler, part.text(), this);
      case PartialResponse part -> onPartialResponse(handler, part.text(), this);
      case PartialToolCall part -> onPartialToolCall(handler, part, this);
      case CompleteToolCall call -> onCompleteToolCall(handler, call);
      case CompleteResponse complete -> {
        over = true;
        onCompleteResponse(handler, complete.chatResponse());
      }
      default -> throw new IllegalStateException("unknown event " + event);
    }
  }
}
