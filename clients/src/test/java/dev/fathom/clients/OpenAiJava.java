package dev.fathom.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.ResponseFormatJsonObject;
import com.openai.models.ResponseFormatJsonSchema;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.chat.completions.ChatCompletionMessage;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionNamedToolChoice;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolChoiceOption;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import dev.fathom.testing.ScriptedModel;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// OpenAI's own client for Java, whose `validate()` looks for every required field.
// `seed`, and the door to fields that its schema does not know, are still there for users
@SuppressWarnings("deprecation")
final class OpenAiJava implements Client {
  private static final String CAPITAL = "What is the capital of Germany?";
  private static final String WEATHER = "What is the weather in Munich?";
  private final OpenAIClient client;

  OpenAiJava(String url) {
    client = OpenAIOkHttpClient.builder().baseUrl(url + "/v1").apiKey("none").maxRetries(0).build();
  }

  @Override
  public String name() {
    return "openai-java 4.101.0";
  }

  @Override
  public void close() {
    client.close();
  }

  @Override
  public Map<Feature, Check> checks() {
    Map<Feature, Check> checks = new EnumMap<>(Feature.class);
    checks.put(Feature.CHAT, this::chats);
    checks.put(Feature.STREAM, this::streams);
    checks.put(Feature.SYSTEM, this::keepsTurnsApart);
    checks.put(Feature.USAGE, this::tellsUsage);
    checks.put(Feature.STREAM_USAGE, this::tellsUsageAtTheEnd);
    checks.put(Feature.TOOLS, this::callsTools);
    checks.put(Feature.STREAM_TOOLS, this::streamsCalls);
    checks.put(Feature.TOOL_REQUIRED, this::mustCall);
    checks.put(Feature.TOOL_NAMED, this::mustCallOne);
    checks.put(Feature.JSON_SCHEMA, this::followsASchema);
    checks.put(Feature.JSON_OBJECT, this::answersInJson);
    checks.put(Feature.CHOICES, this::givesSeveralChoices);
    checks.put(Feature.LOGPROBS, this::tellsProbabilities);
    checks.put(Feature.LOGIT_BIAS, this::takesBias);
    checks.put(Feature.SEED, this::takesSamplingParameters);
    checks.put(Feature.STOP, this::stops);
    checks.put(Feature.MAX_TOKENS, this::endsAtLength);
    checks.put(Feature.REASONING, this::tellsReasoningApart);
    checks.put(Feature.STREAM_REASONING, this::streamsReasoningApart);
    checks.put(Feature.ERRORS, this::throwsTypedErrors);
    checks.putAll(new OpenAiEndpoints(client).checks());
    return checks;
  }

  private static ChatCompletionCreateParams.Builder ask(String question) {
    return ChatCompletionCreateParams.builder().model(ScriptedModel.NAME).addUserMessage(question);
  }

  private ChatCompletion send(ChatCompletionCreateParams.Builder request) {
    return client.chat().completions().create(request.build()).validate();
  }

  private List<ChatCompletionChunk> stream(ChatCompletionCreateParams.Builder request) {
    try (StreamResponse<ChatCompletionChunk> chunks =
        client.chat().completions().createStreaming(request.build())) {
      return chunks.stream().map(ChatCompletionChunk::validate).toList();
    }
  }

  private static String text(ChatCompletion completion) {
    return completion.choices().getFirst().message().content().orElse("");
  }

  private static String reason(ChatCompletion completion) {
    return completion.choices().getFirst().finishReason().asString();
  }

  private static ChatCompletionMessageFunctionToolCall call(ChatCompletion completion) {
    assertThat(reason(completion)).isEqualTo("tool_calls");
    return completion
        .choices()
        .getFirst()
        .message()
        .toolCalls()
        .orElseThrow()
        .getFirst()
        .asFunction();
  }

  private static ChatCompletionFunctionTool weather() {
    FunctionParameters parameters =
        FunctionParameters.builder()
            .putAdditionalProperty("type", JsonValue.from("object"))
            .putAdditionalProperty(
                "properties", JsonValue.from(Map.of("city", Map.of("type", "string"))))
            .putAdditionalProperty("required", JsonValue.from(List.of("city")))
            .build();
    return ChatCompletionFunctionTool.builder()
        .function(
            FunctionDefinition.builder()
                .name("getWeather")
                .description("Tells the weather")
                .parameters(parameters)
                .build())
        .build();
  }

  private void chats() {
    ChatCompletion completion = send(ask(CAPITAL));
    assertThat(text(completion)).isEqualTo("The capital of Germany is Berlin.");
    assertThat(reason(completion)).isEqualTo("stop");
    assertThat(completion.model()).isEqualTo(ScriptedModel.NAME);
  }

  private void streams() {
    List<ChatCompletionChunk> chunks = stream(ask(CAPITAL));
    ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
    chunks.forEach(accumulator::accumulate);
    assertThat(text(accumulator.chatCompletion())).isEqualTo("The capital of Germany is Berlin.");
    assertThat(chunks.size()).isGreaterThan(3);
  }

  private void keepsTurnsApart() {
    ChatCompletionCreateParams.Builder request =
        ChatCompletionCreateParams.builder()
            .model(ScriptedModel.NAME)
            .addSystemMessage("Translate messages from user into German")
            .addUserMessage("Hello")
            .addAssistantMessage("Hallo")
            .addUserMessage("Translate: 'I love you'");
    assertThat(text(send(request))).contains("liebe");
  }

  private void tellsUsage() {
    var usage = send(ask(CAPITAL)).usage().orElseThrow();
    assertThat(usage.promptTokens()).isPositive();
    assertThat(usage.completionTokens()).isPositive();
    assertThat(usage.totalTokens()).isEqualTo(usage.promptTokens() + usage.completionTokens());
  }

  private void tellsUsageAtTheEnd() {
    List<ChatCompletionChunk> chunks =
        stream(
            ask(CAPITAL)
                .streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build()));
    assertThat(chunks.getLast().choices()).isEmpty();
    assertThat(chunks.getLast().usage().orElseThrow().completionTokens()).isPositive();
    assertThat(chunks.getFirst().usage()).isEmpty();
  }

  private void callsTools() {
    ChatCompletion first = send(ask(WEATHER).addTool(weather()));
    var call = call(first);
    assertThat(call.function().name()).isEqualTo("getWeather");
    assertThat(call.function().arguments()).isEqualToIgnoringWhitespace("{\"city\":\"Munich\"}");
    ChatCompletionMessage message = first.choices().getFirst().message();
    ChatCompletionCreateParams.Builder second =
        ask(WEATHER)
            .addMessage(message)
            .addMessage(
                ChatCompletionToolMessageParam.builder()
                    .toolCallId(call.id())
                    .content("sunny")
                    .build())
            .addTool(weather());
    assertThat(text(send(second))).contains("sunny");
  }

  private void streamsCalls() {
    ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
    stream(ask(WEATHER).addTool(weather())).forEach(accumulator::accumulate);
    assertThat(call(accumulator.chatCompletion()).function().arguments())
        .isEqualToIgnoringWhitespace("{\"city\":\"Munich\"}");
  }

  private void mustCall() {
    ChatCompletion completion =
        send(
            ask("I live in Munich")
                .addTool(weather())
                .toolChoice(
                    ChatCompletionToolChoiceOption.ofAuto(
                        ChatCompletionToolChoiceOption.Auto.REQUIRED)));
    assertThat(call(completion).function().name()).isEqualTo("getWeather");
  }

  private void mustCallOne() {
    ChatCompletion completion =
        send(
            ask("I live in Munich")
                .addTool(weather())
                .toolChoice(
                    ChatCompletionNamedToolChoice.builder()
                        .function(
                            ChatCompletionNamedToolChoice.Function.builder()
                                .name("getWeather")
                                .build())
                        .build()));
    assertThat(completion.choices().getFirst().message().toolCalls().orElseThrow()).hasSize(1);
  }

  private void followsASchema() {
    ResponseFormatJsonSchema format =
        ResponseFormatJsonSchema.builder()
            .jsonSchema(
                ResponseFormatJsonSchema.JsonSchema.builder()
                    .name("answer")
                    .strict(true)
                    .schema(
                        ResponseFormatJsonSchema.JsonSchema.Schema.builder()
                            .putAdditionalProperty("type", JsonValue.from("object"))
                            .putAdditionalProperty(
                                "properties",
                                JsonValue.from(Map.of("city", Map.of("type", "string"))))
                            .putAdditionalProperty("required", JsonValue.from(List.of("city")))
                            .putAdditionalProperty("additionalProperties", JsonValue.from(false))
                            .build())
                    .build())
            .build();
    assertThat(text(send(ask(CAPITAL).responseFormat(format))))
        .isEqualToIgnoringWhitespace("{\"city\":\"Berlin\"}");
  }

  private void answersInJson() {
    ResponseFormatJsonObject format = ResponseFormatJsonObject.builder().build();
    assertThat(text(send(ask(CAPITAL).responseFormat(format))))
        .isEqualToIgnoringWhitespace("{\"city\":\"Berlin\"}");
  }

  private void givesSeveralChoices() {
    ChatCompletion completion = send(ask(CAPITAL).n(3));
    assertThat(completion.choices()).hasSize(3);
    assertThat(completion.choices().stream().map(ChatCompletion.Choice::index))
        .containsExactly(0L, 1L, 2L);
  }

  private void tellsProbabilities() {
    var content =
        send(ask(CAPITAL).logprobs(true).topLogprobs(2))
            .choices()
            .getFirst()
            .logprobs()
            .orElseThrow()
            .content()
            .orElseThrow();
    assertThat(content.stream().map(each -> each.token()).collect(Collectors.joining()))
        .isEqualTo("The capital of Germany is Berlin.");
    assertThat(content).allSatisfy(each -> assertThat(each.topLogprobs()).hasSize(2));
  }

  private void takesBias() {
    var bias =
        ChatCompletionCreateParams.LogitBias.builder()
            .putAdditionalProperty("65", JsonValue.from(-100))
            .build();
    assertThat(text(send(ask(CAPITAL).logitBias(bias)))).contains("Berlin");
  }

  private void takesSamplingParameters() {
    assertThat(
            text(
                send(
                    ask(CAPITAL)
                        .seed(7)
                        .temperature(0.5)
                        .topP(0.9)
                        .frequencyPenalty(0.1)
                        .presencePenalty(0.1))))
        .contains("Berlin");
  }

  private void stops() {
    ChatCompletion completion = send(ask("Say 'Hello World'").stop("World"));
    assertThat(text(completion).strip()).isEqualTo("Hello");
    assertThat(reason(completion)).isEqualTo("stop");
  }

  private void endsAtLength() {
    ChatCompletion completion = send(ask("Tell me a long story").maxCompletionTokens(5));
    assertThat(reason(completion)).isEqualTo("length");
    assertThat(completion.usage().orElseThrow().completionTokens()).isEqualTo(5);
  }

  private void tellsReasoningApart() {
    ChatCompletion completion = send(ask("Please think first. " + CAPITAL));
    assertThat(text(completion)).isEqualTo("Berlin.");
    ChatCompletionMessage message = completion.choices().getFirst().message();
    assertThat(reasoning(message._additionalProperties())).contains("Germany, so Berlin.");
    assertThat(
            completion
                .usage()
                .orElseThrow()
                .completionTokensDetails()
                .orElseThrow()
                .reasoningTokens()
                .orElseThrow())
        .isPositive();
  }

  private static String reasoning(Map<String, JsonValue> more) {
    JsonValue value = more.get("reasoning_content");
    return value == null || value.isNull() ? "" : String.valueOf(value.convert(String.class));
  }

  private void streamsReasoningApart() {
    String thought =
        stream(ask("Please think first. " + CAPITAL)).stream()
            .flatMap(chunk -> chunk.choices().stream())
            .map(choice -> reasoning(choice.delta()._additionalProperties()))
            .collect(Collectors.joining());
    assertThat(thought.strip()).isEqualTo("Germany, so Berlin.");
  }

  private void throwsTypedErrors() {
    assertThatThrownBy(
            () ->
                client
                    .chat()
                    .completions()
                    .create(
                        ChatCompletionCreateParams.builder()
                            .model("absent")
                            .addUserMessage("Hello")
                            .build()))
        .isInstanceOf(NotFoundException.class)
        .satisfies(e -> assertThat(((NotFoundException) e).code()).contains("model_not_found"));
    assertThatThrownBy(() -> send(ask("Hello").temperature(7)))
        .isInstanceOf(BadRequestException.class)
        .satisfies(e -> assertThat(((BadRequestException) e).param()).contains("temperature"));
  }
}
