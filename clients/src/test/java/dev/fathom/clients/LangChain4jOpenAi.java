package dev.fathom.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.testing.ScriptedModel;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.model.chat.common.AbstractStreamingChatModelIT;
import dev.langchain4j.model.chat.common.ChatResponseAndStreamingMetadata;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiChatRequestParameters;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import dev.langchain4j.model.openai.OpenAiLanguageModel;
import dev.langchain4j.model.openai.OpenAiModelCatalog;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.model.output.FinishReason;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// LangChain4j's OpenAI module.
final class LangChain4jOpenAi implements Client {
  private static final String CAPITAL = "What is the capital of Germany?";
  private static final String WEATHER = "What is the weather in Munich?";
  private final String base;
  private final OpenAiChatModel chat;
  private final OpenAiStreamingChatModel streaming;

  LangChain4jOpenAi(String url) {
    base = url + "/v1";
    chat = chat(ScriptedModel.NAME).build();
    streaming =
        OpenAiStreamingChatModel.builder()
            .baseUrl(base)
            .apiKey("none")
            .modelName(ScriptedModel.NAME)
            .returnThinking(true)
            .build();
  }

  private OpenAiChatModel.OpenAiChatModelBuilder chat(String model) {
    return OpenAiChatModel.builder()
        .baseUrl(base)
        .apiKey("none")
        .modelName(model)
        .returnThinking(true)
        .maxRetries(0);
  }

  @Override
  public String name() {
    return "langchain4j-open-ai 1.19.0";
  }

  @Override
  public void close() {
    // its connections close by themselves
  }

  @Override
  public Map<Feature, Check> checks() {
    Map<Feature, Check> checks = new EnumMap<>(Feature.class);
    checks.put(Feature.CHAT, () -> assertThat(text(ask(CAPITAL))).contains("Berlin"));
    checks.put(Feature.STREAM, () -> assertThat(text(streamed(ask(CAPITAL)))).contains("Berlin"));
    checks.put(Feature.SYSTEM, this::keepsTurnsApart);
    checks.put(Feature.USAGE, () -> usage(chat.chat(ask(CAPITAL).build())));
    checks.put(Feature.STREAM_USAGE, () -> usage(streamed(ask(CAPITAL))));
    checks.put(Feature.TOOLS, this::callsTools);
    checks.put(
        Feature.STREAM_TOOLS, () -> call(streamed(ask(WEATHER).toolSpecifications(weather()))));
    checks.put(Feature.TOOL_REQUIRED, this::mustCall);
    checks.put(Feature.JSON_SCHEMA, this::followsASchema);
    checks.put(
        Feature.JSON_OBJECT,
        () ->
            assertThat(text(ask(CAPITAL).responseFormat(ResponseFormat.JSON)))
                .isEqualToIgnoringWhitespace("{\"city\":\"Berlin\"}"));
    checks.put(Feature.LOGPROBS, this::tellsProbabilities);
    checks.put(Feature.LOGIT_BIAS, this::takesSamplingParameters);
    checks.put(Feature.SEED, this::takesSamplingParameters);
    checks.put(
        Feature.STOP,
        () ->
            assertThat(text(ask("Say 'Hello World'").stopSequences(List.of("World"))).strip())
                .isEqualTo("Hello"));
    checks.put(Feature.MAX_TOKENS, this::endsAtLength);
    checks.put(
        Feature.REASONING, () -> thought(chat.chat(ask("Please think first. " + CAPITAL).build())));
    checks.put(
        Feature.STREAM_REASONING, () -> thought(streamed(ask("Please think first. " + CAPITAL))));
    checks.put(Feature.ERRORS, this::throwsTypedErrors);
    checks.put(Feature.MODELS, this::listsModels);
    checks.put(Feature.EMBEDDINGS, this::embeds);
    checks.put(Feature.COMPLETIONS, this::completes);
    return checks;
  }

  private static ChatRequest.Builder ask(String question) {
    return ChatRequest.builder().messages(UserMessage.from(question));
  }

  private String text(ChatRequest.Builder request) {
    return text(chat.chat(request.build()));
  }

  private static String text(ChatResponse response) {
    return response.aiMessage().text();
  }

  private ChatResponse streamed(ChatRequest.Builder request) {
    ChatResponseAndStreamingMetadata both =
        AbstractStreamingChatModelIT.chat(streaming, request.build(), _ -> {}, 30, true);
    return both.chatResponse();
  }

  private static ToolSpecification weather() {
    return ToolSpecification.builder()
        .name("getWeather")
        .parameters(JsonObjectSchema.builder().addStringProperty("city").required("city").build())
        .build();
  }

  private static AiMessage call(ChatResponse response) {
    AiMessage message = response.aiMessage();
    assertThat(message.toolExecutionRequests()).hasSize(1);
    assertThat(message.toolExecutionRequests().getFirst().arguments())
        .isEqualToIgnoringWhitespace("{\"city\":\"Munich\"}");
    assertThat(response.finishReason()).isEqualTo(FinishReason.TOOL_EXECUTION);
    return message;
  }

  private static void usage(ChatResponse response) {
    assertThat(response.tokenUsage().inputTokenCount()).isPositive();
    assertThat(response.tokenUsage().outputTokenCount()).isPositive();
  }

  private static void thought(ChatResponse response) {
    assertThat(response.aiMessage().thinking()).contains("Germany, so Berlin.");
    assertThat(text(response)).isEqualTo("Berlin.");
  }

  private void keepsTurnsApart() {
    List<ChatMessage> messages =
        List.of(
            SystemMessage.from("Translate messages from user into German"),
            UserMessage.from("Hello"),
            AiMessage.from("Hallo"),
            UserMessage.from("Translate: 'I love you'"));
    assertThat(text(ChatRequest.builder().messages(messages))).contains("liebe");
  }

  private void callsTools() {
    AiMessage called = call(chat.chat(ask(WEATHER).toolSpecifications(weather()).build()));
    List<ChatMessage> messages =
        List.of(
            UserMessage.from(WEATHER),
            called,
            ToolExecutionResultMessage.from(called.toolExecutionRequests().getFirst(), "sunny"));
    ChatRequest.Builder second =
        ChatRequest.builder().messages(messages).toolSpecifications(weather());
    assertThat(text(second)).contains("sunny");
  }

  private void mustCall() {
    AiMessage message =
        call(
            chat.chat(
                ask("I live in Munich")
                    .toolSpecifications(weather())
                    .toolChoice(ToolChoice.REQUIRED)
                    .build()));
    assertThat(message.toolExecutionRequests().getFirst().id()).isNotBlank();
  }

  private void followsASchema() {
    ResponseFormat format =
        ResponseFormat.builder()
            .type(ResponseFormatType.JSON)
            .jsonSchema(
                JsonSchema.builder()
                    .name("Answer")
                    .rootElement(
                        JsonObjectSchema.builder()
                            .addStringProperty("city")
                            .required("city")
                            .build())
                    .build())
            .build();
    assertThat(text(ask(CAPITAL).responseFormat(format)))
        .isEqualToIgnoringWhitespace("{\"city\":\"Berlin\"}");
    String strict =
        chat(ScriptedModel.NAME)
            .strictJsonSchema(true)
            .build()
            .chat(ask(CAPITAL).responseFormat(format).build())
            .aiMessage()
            .text();
    assertThat(strict).isEqualToIgnoringWhitespace("{\"city\":\"Berlin\"}");
  }

  private void tellsProbabilities() {
    ChatResponse response =
        chat(ScriptedModel.NAME).logprobs(true).topLogprobs(2).build().chat(ask(CAPITAL).build());
    assertThat(text(response)).contains("Berlin");
  }

  private void takesSamplingParameters() {
    OpenAiChatRequestParameters parameters =
        OpenAiChatRequestParameters.builder()
            .seed(7)
            .temperature(0.5)
            .topP(0.9)
            .frequencyPenalty(0.1)
            .presencePenalty(0.1)
            .logitBias(Map.of("65", -100))
            .build();
    assertThat(text(ask(CAPITAL).parameters(parameters))).contains("Berlin");
  }

  private void endsAtLength() {
    ChatResponse response = chat.chat(ask("Tell me a long story").maxOutputTokens(5).build());
    assertThat(response.finishReason()).isEqualTo(FinishReason.LENGTH);
    assertThat(response.tokenUsage().outputTokenCount()).isEqualTo(5);
  }

  private void throwsTypedErrors() {
    assertThatThrownBy(() -> chat("absent").build().chat("Hello"))
        .isInstanceOf(ModelNotFoundException.class);
    assertThatThrownBy(() -> chat.chat(ask("Hello").temperature(7.0).build()))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("temperature");
  }

  private void listsModels() {
    OpenAiModelCatalog catalog = OpenAiModelCatalog.builder().baseUrl(base).apiKey("none").build();
    assertThat(catalog.listModels().stream().map(model -> model.name()))
        .contains(ScriptedModel.NAME);
  }

  private void embeds() {
    OpenAiEmbeddingModel model =
        OpenAiEmbeddingModel.builder()
            .baseUrl(base)
            .apiKey("none")
            .modelName(Stage.EMBEDDED)
            .maxRetries(0)
            .build();
    float[] vector = model.embed("What is 47 + 85?").content().vector();
    assertThat(vector.length).isGreaterThan(16);
    assertThat(Arrays.equals(vector, model.embed("What is 3 + 4?").content().vector())).isFalse();
  }

  private void completes() {
    OpenAiLanguageModel model =
        OpenAiLanguageModel.builder()
            .baseUrl(base)
            .apiKey("none")
            .modelName(ScriptedModel.NAME)
            .maxRetries(0)
            .build();
    assertThat(model.generate("Once upon a time").content()).isEqualTo(" there was a fox.");
  }
}
