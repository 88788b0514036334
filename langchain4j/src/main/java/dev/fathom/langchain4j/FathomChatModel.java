package dev.fathom.langchain4j;

import dev.fathom.engine.Fathom;
import dev.fathom.engine.Generation;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteResponse;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;

/// LangChain4j's chat model over a model in this process:
///
/// ```java
/// try (Fathom fathom = Fathom.open(Path.of("model.gguf"))) {
///   System.out.println(FathomChatModel.of(fathom).chat("What is 47 + 85?"));
/// }
/// ```
///
/// Safe for many threads: the engine answers them together.
public final class FathomChatModel implements ChatModel {
  private final ChatSetup setup;

  /// @param defaults what requests ask for that say nothing else
  public FathomChatModel(
      LocalModel model, ChatRequestParameters defaults, List<ChatModelListener> listeners) {
    setup = ChatSetup.of(model, defaults, listeners);
  }

  /// The model that `fathom` opened, which the caller keeps and closes, with its card's sampling.
  public static FathomChatModel of(Fathom fathom) {
    return new FathomChatModel(
        LocalModel.of(fathom), DefaultChatRequestParameters.EMPTY, List.of());
  }

  /// Waits for the whole answer; an interrupt cancels it.
  @Override
  public ChatResponse doChat(ChatRequest request) {
    try (Generation generation = setup.writer().submit(request)) {
      return read(generation);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while waiting for the answer");
    }
  }

  /// The answer to come; cancelling the future cancels the generation.
  @Override
  public CompletableFuture<ChatResponse> doChatAsync(ChatRequest request) {
    CompletableFuture<ChatResponse> answer = new CompletableFuture<>();
    Generation generation;
    try {
      generation = setup.writer().submit(request);
    } catch (RuntimeException refused) {
      answer.completeExceptionally(refused);
      return answer;
    }
    var _ = answer.whenComplete((_, _) -> generation.close());
    Thread.startVirtualThread(
        () -> {
          try {
            answer.complete(read(generation));
          } catch (InterruptedException | RuntimeException e) {
            answer.completeExceptionally(e);
          }
        });
    return answer;
  }

  @Override
  public ChatRequestParameters defaultRequestParameters() {
    return setup.defaults();
  }

  @Override
  public List<ChatModelListener> listeners() {
    return setup.listeners();
  }

  @Override
  public ModelProvider provider() {
    return ModelProvider.OTHER;
  }

  @Override
  public Set<Capability> supportedCapabilities() {
    return ChatSetup.CAPABILITIES;
  }

  private ChatResponse read(Generation generation) throws InterruptedException {
    AnswerReader reader = new AnswerReader(setup.name());
    while (true) {
      for (var event : reader.take(generation.next())) {
        if (event instanceof CompleteResponse complete) {
          return complete.chatResponse();
        }
      }
    }
  }
}
