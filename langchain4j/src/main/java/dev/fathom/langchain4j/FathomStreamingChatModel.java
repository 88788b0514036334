package dev.fathom.langchain4j;

import dev.fathom.engine.Fathom;
import dev.fathom.engine.Generation;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatModelStreamingEvent;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Flow;

/// LangChain4j's streaming chat model over a model in this process. Every answer is read on a
/// virtual thread of its own, on which its handler is called. A request that cannot be served is
/// refused on the caller's thread.
public final class FathomStreamingChatModel implements StreamingChatModel {
  private final ChatSetup setup;

  /// @param defaults what requests ask for that say nothing else
  public FathomStreamingChatModel(
      LocalModel model, ChatRequestParameters defaults, List<ChatModelListener> listeners) {
    setup = ChatSetup.of(model, defaults, listeners);
  }

  /// The model that `fathom` opened, which the caller keeps and closes, with its card's sampling.
  public static FathomStreamingChatModel of(Fathom fathom) {
    return new FathomStreamingChatModel(
        LocalModel.of(fathom), DefaultChatRequestParameters.EMPTY, List.of());
  }

  /// Streams the answer to `handler`. The handle that it is given cancels the generation; nothing
  /// is said after that.
  @Override
  public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
    Generation generation = setup.writer().submit(request);
    HandlerStream stream = new HandlerStream(generation, setup.name(), handler);
    Thread.startVirtualThread(stream);
  }

  /// The answer as a stream with back-pressure; every subscriber gets a generation of its own,
  /// which cancelling the subscription cancels.
  @Override
  public Flow.Publisher<ChatModelStreamingEvent> doChat(ChatRequest request) {
    return subscriber ->
        SubscriberStream.start(() -> setup.writer().submit(request), setup.name(), subscriber);
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
}
