package dev.fathom.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.engine.Fathom;
import dev.fathom.engine.FathomOptions;
import dev.fathom.testing.Repertoire;
import dev.fathom.testing.ScriptedModel;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import dev.langchain4j.model.output.FinishReason;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// What LangChain4j's published tests do not ask, with the model that ships with Fathom where that
/// knows the answer.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LocalModelsTest {
  private Fathom fathom;
  private ScriptedModel scripted;

  @BeforeAll
  void opens() {
    fathom = Fathom.embedded(FathomOptions.DEFAULTS);
    scripted = new ScriptedModel(Repertoire.script());
  }

  @AfterAll
  void closes() {
    scripted.close();
    fathom.close();
  }

  @Test
  void tellsThoughtApartFromAnswerAndWhatItTook() {
    ChatResponse response = FathomChatModel.of(fathom).chat(UserMessage.from("What is 47 + 85?"));
    assertThat(response.aiMessage().text().strip()).isEqualTo("132");
    assertThat(response.aiMessage().thinking()).contains("=132");
    FathomTokenUsage usage = (FathomTokenUsage) response.tokenUsage();
    assertThat(usage.inputTokenCount()).isEqualTo(16);
    assertThat(usage.outputTokenCount()).isEqualTo(39);
    assertThat(usage.figures().thinkingTokens()).isEqualTo(34);
    assertThat(response.finishReason()).isEqualTo(FinishReason.STOP);
  }

  @Test
  void streamsTheThoughtAsItComes() throws Exception {
    StringBuilder thought = new StringBuilder();
    CompletableFuture<ChatResponse> end = new CompletableFuture<>();
    FathomStreamingChatModel.of(fathom)
        .chat(
            "What is 47 + 85?",
            new StreamingChatResponseHandler() {
              @Override
              public void onPartialThinking(PartialThinking part) {
                thought.append(part.text());
              }

              @Override
              public void onCompleteResponse(ChatResponse response) {
                end.complete(response);
              }

              @Override
              public void onError(Throwable error) {
                end.completeExceptionally(error);
              }
            });
    ChatResponse response = end.get(30, TimeUnit.SECONDS);
    assertThat(thought.toString()).isEqualTo(response.aiMessage().thinking());
  }

  @Test
  void keepsToTheBudgetOfTheThought() {
    ChatRequestParameters brief = FathomRequestParameters.builder().thinkingBudget(5).build();
    ChatResponse response =
        new FathomChatModel(LocalModel.of(fathom), brief, List.of())
            .chat(UserMessage.from("What is 47 + 85?"));
    FathomTokenUsage usage = (FathomTokenUsage) response.tokenUsage();
    assertThat(usage.figures().thinkingTokens()).isLessThan(12);
  }

  @Test
  void drawsTheSameForASeed() {
    ChatRequestParameters warm =
        FathomRequestParameters.builder().seed(3L).temperature(1.5).topP(1.0).build();
    FathomChatModel model = new FathomChatModel(LocalModel.of(fathom), warm, List.of());
    AiMessage first = model.chat(UserMessage.from("What is 12 + 7?")).aiMessage();
    assertThat(model.chat(UserMessage.from("What is 12 + 7?")).aiMessage()).isEqualTo(first);
  }

  @Test
  void refusesWhatTheModelCannotDoByName() {
    FathomChatModel model = FathomChatModel.of(fathom);
    ToolSpecification tool = ToolSpecification.builder().name("clock").build();
    assertThatThrownBy(() -> model.chat(request().toolSpecifications(tool).build()))
        .isInstanceOf(UnsupportedFeatureException.class)
        .hasMessageContaining("tools are not supported by model");
    ChatRequestParameters silent = FathomRequestParameters.builder().thinking(false).build();
    assertThatThrownBy(() -> model.chat(request().parameters(silent).build()))
        .isInstanceOf(UnsupportedFeatureException.class)
        .hasMessageContaining("switching the thought on or off is not supported");
    assertThatThrownBy(() -> model.chat("What is 47 + 85? ".repeat(200)))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("the context holds");
  }

  @Test
  void namesTheKeywordOfASchemaThatCannotBeServed() {
    JsonRawSchema schema = JsonRawSchema.from("{\"type\":\"object\",\"unevaluatedProperties\":{}}");
    ResponseFormat format =
        ResponseFormat.builder()
            .type(ResponseFormatType.JSON)
            .jsonSchema(JsonSchema.builder().name("odd").rootElement(schema).build())
            .build();
    assertThatThrownBy(
            () -> FathomChatModel.of(fathom).chat(request().responseFormat(format).build()))
        .isInstanceOf(UnsupportedFeatureException.class)
        .hasMessageContaining("unevaluatedProperties");
  }

  @Test
  void switchesTheThoughtOffWhereTheTemplateCan() {
    ChatRequestParameters silent = FathomRequestParameters.builder().thinking(false).build();
    ChatResponse response =
        Lines.chat(scripted, silent).chat(UserMessage.from("What is the capital of Germany?"));
    assertThat(response.aiMessage().text()).contains("Berlin");
    assertThat(response.aiMessage().thinking()).isNull();
  }

  @Test
  void saysNothingMoreOnceItIsCancelled() throws Exception {
    List<String> said = new CopyOnWriteArrayList<>();
    CompletableFuture<StreamingHandle> cancelled = new CompletableFuture<>();
    Lines.streaming(scripted, DefaultChatRequestParameters.EMPTY)
        .chat(
            "Tell me a long story",
            new StreamingChatResponseHandler() {
              @Override
              public void onPartialResponse(PartialResponse part, PartialResponseContext context) {
                said.add(part.text());
                if (said.size() == 5) {
                  context.streamingHandle().cancel();
                  cancelled.complete(context.streamingHandle());
                }
              }

              @Override
              public void onCompleteResponse(ChatResponse response) {
                said.add("complete");
              }

              @Override
              public void onError(Throwable error) {
                said.add("error");
              }
            });
    assertThat(cancelled.get(30, TimeUnit.SECONDS).isCancelled()).isTrue();
    awaitIdle();
    assertThat(said).hasSize(5);
  }

  /// Until the engine has nothing to do.
  private void awaitIdle() throws InterruptedException {
    for (int i = 0; i < 2000 && scripted.engine().load().running() > 0; i++) {
      Thread.sleep(1);
    }
    assertThat(scripted.engine().load().running()).isZero();
  }

  @Test
  void answersLater() throws Exception {
    assertThat(
            Lines.chat(scripted, DefaultChatRequestParameters.EMPTY)
                .chatAsync("What is the capital of Germany?")
                .get(30, TimeUnit.SECONDS))
        .contains("Berlin");
  }

  @Test
  void endsWhereTheCallerIsInterrupted() throws Exception {
    CompletableFuture<Throwable> end = new CompletableFuture<>();
    Thread caller =
        Thread.startVirtualThread(
            () -> {
              try {
                Thread.currentThread().interrupt();
                String answer =
                    Lines.chat(scripted, DefaultChatRequestParameters.EMPTY).chat("A long story");
                end.complete(new AssertionError(answer));
              } catch (CancellationException e) {
                end.complete(e);
              }
            });
    assertThat(end.get(30, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
    caller.join();
  }

  private static ChatRequest.Builder request() {
    return ChatRequest.builder().messages(UserMessage.from("What is 47 + 85?"));
  }
}
