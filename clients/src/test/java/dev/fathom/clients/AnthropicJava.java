package dev.fathom.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.BadRequestException;
import com.anthropic.errors.NotFoundException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.ContentBlock;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolChoiceAny;
import com.anthropic.models.messages.ToolChoiceTool;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.anthropic.models.messages.ToolUseBlock;
import dev.fathom.testing.ScriptedModel;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Anthropic's own client for Java.
final class AnthropicJava implements Client {
  private static final String CAPITAL = "What is the capital of Germany?";
  private static final String WEATHER = "What is the weather in Munich?";
  private final AnthropicClient client;

  AnthropicJava(String url) {
    client = AnthropicOkHttpClient.builder().baseUrl(url).apiKey("none").maxRetries(0).build();
  }

  @Override
  public String name() {
    return "anthropic-java 3.12.0";
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
    checks.put(Feature.STOP, this::stops);
    checks.put(Feature.MAX_TOKENS, this::endsAtLength);
    checks.put(Feature.REASONING, this::tellsReasoningApart);
    checks.put(Feature.STREAM_REASONING, this::streamsReasoningApart);
    checks.put(Feature.ERRORS, this::throwsTypedErrors);
    checks.put(Feature.MODELS, this::listsModels);
    checks.put(Feature.COUNT_TOKENS, this::countsTokens);
    return checks;
  }

  private static MessageCreateParams.Builder ask(String question) {
    return MessageCreateParams.builder()
        .model(ScriptedModel.NAME)
        .maxTokens(200)
        .addUserMessage(question);
  }

  private Message send(MessageCreateParams.Builder request) {
    return client.messages().create(request.build()).validate();
  }

  private Message stream(MessageCreateParams.Builder request) {
    MessageAccumulator accumulator = MessageAccumulator.create();
    try (StreamResponse<RawMessageStreamEvent> events =
        client.messages().createStreaming(request.build())) {
      events.stream().map(RawMessageStreamEvent::validate).forEach(accumulator::accumulate);
    }
    return accumulator.message();
  }

  private static String text(Message message) {
    return message.content().stream()
        .flatMap(block -> block.text().stream())
        .map(block -> block.text())
        .collect(Collectors.joining());
  }

  private static String thought(Message message) {
    return message.content().stream()
        .flatMap(block -> block.thinking().stream())
        .map(block -> block.thinking().strip())
        .collect(Collectors.joining());
  }

  private static ToolUseBlock call(Message message) {
    assertThat(message.stopReason()).contains(StopReason.TOOL_USE);
    ToolUseBlock call =
        message.content().stream()
            .flatMap(block -> block.toolUse().stream())
            .findFirst()
            .orElseThrow();
    assertThat(call.name()).isEqualTo("getWeather");
    assertThat(call._input()).isEqualTo(JsonValue.from(Map.of("city", "Munich")));
    return call;
  }

  private static Tool weather() {
    return Tool.builder()
        .name("getWeather")
        .description("Tells the weather")
        .inputSchema(
            Tool.InputSchema.builder()
                .properties(
                    Tool.InputSchema.Properties.builder()
                        .putAdditionalProperty("city", JsonValue.from(Map.of("type", "string")))
                        .build())
                .required(List.of("city"))
                .build())
        .build();
  }

  private void chats() {
    Message message = send(ask(CAPITAL));
    assertThat(text(message)).isEqualTo("The capital of Germany is Berlin.");
    assertThat(message.stopReason()).contains(StopReason.END_TURN);
  }

  private void streams() {
    assertThat(text(stream(ask(CAPITAL)))).isEqualTo("The capital of Germany is Berlin.");
  }

  private void keepsTurnsApart() {
    MessageCreateParams.Builder request =
        MessageCreateParams.builder()
            .model(ScriptedModel.NAME)
            .maxTokens(100)
            .system("Translate messages from user into German")
            .addUserMessage("Hello")
            .addAssistantMessage("Hallo")
            .addUserMessage("Translate: 'I love you'");
    assertThat(text(send(request))).contains("liebe");
  }

  private void tellsUsage() {
    Message message = send(ask(CAPITAL));
    assertThat(message.usage().inputTokens()).isPositive();
    assertThat(message.usage().outputTokens()).isPositive();
  }

  private void tellsUsageAtTheEnd() {
    assertThat(stream(ask(CAPITAL)).usage().outputTokens()).isGreaterThan(1);
  }

  private void callsTools() {
    Message first = send(ask(WEATHER).addTool(weather()));
    ToolUseBlock call = call(first);
    List<ContentBlockParam> result =
        List.of(
            ContentBlockParam.ofToolResult(
                ToolResultBlockParam.builder().toolUseId(call.id()).content("sunny").build()));
    MessageCreateParams.Builder second =
        ask(WEATHER)
            .addMessage(first)
            .addUserMessageOfContentBlockParams(result)
            .addTool(weather());
    assertThat(text(send(second))).contains("sunny");
  }

  private void streamsCalls() {
    ToolUseBlock call = call(stream(ask(WEATHER).addTool(weather())));
    assertThat(call.id()).isNotBlank();
  }

  private void mustCall() {
    ToolUseBlock call =
        call(
            send(
                ask("I live in Munich")
                    .addTool(weather())
                    .toolChoice(ToolChoiceAny.builder().build())));
    assertThat(call.id()).isNotBlank();
  }

  private void mustCallOne() {
    ToolUseBlock call =
        call(
            send(
                ask("I live in Munich")
                    .addTool(weather())
                    .toolChoice(ToolChoiceTool.builder().name("getWeather").build())));
    assertThat(call.id()).isNotBlank();
  }

  private void stops() {
    Message message = send(ask("Say 'Hello World'").stopSequences(List.of("World")));
    assertThat(text(message).strip()).isEqualTo("Hello");
    assertThat(message.stopReason()).contains(StopReason.STOP_SEQUENCE);
    assertThat(message.stopSequence()).contains("World");
  }

  private void endsAtLength() {
    Message message = send(ask("Tell me a long story").maxTokens(5));
    assertThat(message.stopReason()).contains(StopReason.MAX_TOKENS);
    assertThat(message.usage().outputTokens()).isEqualTo(5);
  }

  private void tellsReasoningApart() {
    Message message = send(ask("Please think first. " + CAPITAL));
    assertThat(thought(message)).isEqualTo("Germany, so Berlin.");
    assertThat(text(message)).isEqualTo("Berlin.");
  }

  private void streamsReasoningApart() {
    Message message = stream(ask("Please think first. " + CAPITAL));
    assertThat(message.content().stream().anyMatch(ContentBlock::isThinking)).isTrue();
    assertThat(thought(message)).isEqualTo("Germany, so Berlin.");
    assertThat(text(message)).isEqualTo("Berlin.");
  }

  private void throwsTypedErrors() {
    assertThatThrownBy(() -> client.messages().create(ask("Hello").model("absent").build()))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> send(ask("Hello").maxTokens(0)))
        .isInstanceOf(BadRequestException.class)
        .hasMessageContaining("max_tokens");
  }

  private void listsModels() {
    assertThat(client.models().list().autoPager().stream().map(model -> model.id()))
        .contains(ScriptedModel.NAME);
  }

  private void countsTokens() {
    long tokens =
        client
            .messages()
            .countTokens(
                MessageCountTokensParams.builder()
                    .model(ScriptedModel.NAME)
                    .addUserMessage(CAPITAL)
                    .build())
            .validate()
            .inputTokens();
    assertThat(tokens).isEqualTo(send(ask(CAPITAL)).usage().inputTokens());
  }
}
