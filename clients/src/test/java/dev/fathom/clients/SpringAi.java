package dev.fathom.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import dev.fathom.testing.ScriptedModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.document.MetadataMode;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.openai.OpenAiEmbeddingModel;
import org.springframework.ai.openai.OpenAiEmbeddingOptions;
import org.springframework.ai.tool.function.FunctionToolCallback;

/// Spring AI's OpenAI client.
// the constructor of the embedding model is the one that takes options alone
@SuppressWarnings("deprecation")
final class SpringAi implements Client {
  private static final String CAPITAL = "What is the capital of Germany?";
  private static final String WEATHER = "What is the weather in Munich?";
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private final String base;
  private final OpenAiChatModel model;

  SpringAi(String url) {
    base = url + "/v1";
    model = OpenAiChatModel.builder().options(options().build()).build();
  }

  private OpenAiChatOptions.Builder options() {
    OpenAiChatOptions.Builder options = OpenAiChatOptions.builder();
    options.baseUrl(base).apiKey("none").model(ScriptedModel.NAME).maxRetries(0);
    return options;
  }

  @Override
  public String name() {
    return "spring-ai-openai 2.0.1";
  }

  @Override
  public void close() {
    // its connections close by themselves
  }

  @Override
  public Map<Feature, Check> checks() {
    Map<Feature, Check> checks = new EnumMap<>(Feature.class);
    checks.put(Feature.CHAT, () -> assertThat(text(ask(CAPITAL, options()))).contains("Berlin"));
    checks.put(
        Feature.STREAM,
        () ->
            assertThat(
                    stream(CAPITAL, options()).stream()
                        .map(SpringAi::text)
                        .collect(Collectors.joining()))
                .isEqualTo("The capital of Germany is Berlin."));
    checks.put(Feature.SYSTEM, this::keepsTurnsApart);
    checks.put(
        Feature.USAGE,
        () ->
            assertThat(ask(CAPITAL, options()).getMetadata().getUsage().getCompletionTokens())
                .isPositive());
    checks.put(Feature.STREAM_USAGE, this::tellsUsageAtTheEnd);
    checks.put(Feature.TOOLS, this::callsTools);
    checks.put(Feature.STREAM_TOOLS, this::streamsCalls);
    checks.put(Feature.TOOL_REQUIRED, this::mustCall);
    checks.put(Feature.JSON_SCHEMA, this::followsASchema);
    checks.put(Feature.JSON_OBJECT, this::answersInJson);
    checks.put(
        Feature.CHOICES, () -> assertThat(ask(CAPITAL, options().n(3)).getResults()).hasSize(3));
    checks.put(
        Feature.LOGPROBS,
        () ->
            assertThat(text(ask(CAPITAL, options().logprobs(true).topLogprobs(2))))
                .contains("Berlin"));
    checks.put(
        Feature.LOGIT_BIAS,
        () ->
            assertThat(text(ask(CAPITAL, options().logitBias(Map.of("65", -100)))))
                .contains("Berlin"));
    checks.put(
        Feature.SEED,
        () -> assertThat(text(ask(CAPITAL, options().seed(7).topP(0.9)))).contains("Berlin"));
    checks.put(
        Feature.STOP,
        () ->
            assertThat(text(ask("Say 'Hello World'", options().stop(List.of("World")))).strip())
                .isEqualTo("Hello"));
    checks.put(Feature.MAX_TOKENS, this::endsAtLength);
    checks.put(Feature.REASONING, this::tellsReasoningApart);
    checks.put(Feature.STREAM_REASONING, this::streamsReasoningApart);
    checks.put(Feature.ERRORS, this::throwsTypedErrors);
    checks.put(Feature.EMBEDDINGS, this::embeds);
    return checks;
  }

  private ChatResponse ask(String question, OpenAiChatOptions.Builder options) {
    return model.call(new Prompt(new UserMessage(question), options.build()));
  }

  private List<ChatResponse> stream(String question, OpenAiChatOptions.Builder options) {
    return model.stream(new Prompt(new UserMessage(question), options.build()))
        .collectList()
        .block(PATIENCE);
  }

  private static String text(ChatResponse response) {
    String text = response.getResult() == null ? null : response.getResult().getOutput().getText();
    return text == null ? "" : text;
  }

  private static FunctionToolCallback<?, ?> weather() {
    return FunctionToolCallback.builder("getWeather", (Map<String, Object> _) -> "sunny")
        .description("Tells the weather")
        .inputType(Map.class)
        .inputSchema(
            "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}},\"required\":[\"city\"]}")
        .build();
  }

  private static AssistantMessage called(ChatResponse response) {
    AssistantMessage message = response.getResult().getOutput();
    assertThat(message.getToolCalls()).hasSize(1);
    assertThat(message.getToolCalls().getFirst().arguments())
        .isEqualToIgnoringWhitespace("{\"city\":\"Munich\"}");
    return message;
  }

  private void keepsTurnsApart() {
    List<Message> messages =
        List.of(
            new SystemMessage("Translate messages from user into German"),
            new UserMessage("Hello"),
            new AssistantMessage("Hallo"),
            new UserMessage("Translate: 'I love you'"));
    assertThat(text(model.call(new Prompt(messages)))).contains("liebe");
  }

  private void tellsUsageAtTheEnd() {
    List<ChatResponse> parts = stream(CAPITAL, options().streamUsage(true));
    assertThat(
            parts.stream()
                .mapToInt(part -> part.getMetadata().getUsage().getCompletionTokens())
                .max()
                .orElse(0))
        .isPositive();
  }

  private void callsTools() {
    AssistantMessage call = called(ask(WEATHER, withWeather()));
    List<Message> messages = new ArrayList<>();
    messages.add(new UserMessage(WEATHER));
    messages.add(call);
    String id = call.getToolCalls().getFirst().id();
    messages.add(
        ToolResponseMessage.builder()
            .responses(List.of(new ToolResponseMessage.ToolResponse(id, "getWeather", "sunny")))
            .build());
    assertThat(text(model.call(new Prompt(messages, withWeather().build())))).contains("sunny");
  }

  private OpenAiChatOptions.Builder withWeather() {
    return options().toolCallbacks(weather());
  }

  private void streamsCalls() {
    List<ChatResponse> parts = stream(WEATHER, withWeather());
    AssistantMessage call =
        called(parts.stream().filter(ChatResponse::hasToolCalls).findFirst().orElseThrow());
    assertThat(call.getToolCalls().getFirst().id()).isNotBlank();
  }

  private void mustCall() {
    AssistantMessage call = called(ask("I live in Munich", withWeather().toolChoice("required")));
    assertThat(call.getToolCalls().getFirst().name()).isEqualTo("getWeather");
  }

  private void followsASchema() {
    String schema =
        "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}},\"required\":[\"city\"],\"additionalProperties\":false}";
    assertThat(text(ask(CAPITAL, options().outputSchema(schema))))
        .isEqualToIgnoringWhitespace("{\"city\":\"Berlin\"}");
  }

  private void answersInJson() {
    OpenAiChatModel.ResponseFormat format =
        OpenAiChatModel.ResponseFormat.builder()
            .type(OpenAiChatModel.ResponseFormat.Type.JSON_OBJECT)
            .build();
    assertThat(text(ask(CAPITAL, options().responseFormat(format))))
        .isEqualToIgnoringWhitespace("{\"city\":\"Berlin\"}");
  }

  private void endsAtLength() {
    ChatResponse response = ask("Tell me a long story", options().maxCompletionTokens(5));
    assertThat(response.getMetadata().getUsage().getCompletionTokens()).isEqualTo(5);
    assertThat(response.getResult().getMetadata().getFinishReason())
        .isEqualToIgnoringCase("length");
  }

  private static String thought(ChatResponse response) {
    return response.getResults().stream()
        .map(each -> String.valueOf(each.getOutput().getMetadata().get("reasoningContent")))
        .filter(text -> !text.equals("null"))
        .collect(Collectors.joining());
  }

  private void tellsReasoningApart() {
    ChatResponse response = ask("Please think first. " + CAPITAL, options());
    assertThat(text(response)).isEqualTo("Berlin.");
    assertThat(thought(response)).contains("Germany, so Berlin.");
  }

  private void streamsReasoningApart() {
    // every part has the whole thought so far
    String thought =
        stream("Please think first. " + CAPITAL, options()).stream()
            .map(SpringAi::thought)
            .reduce("", (before, now) -> now.isEmpty() ? before : now);
    assertThat(thought.strip()).isEqualTo("Germany, so Berlin.");
  }

  private void throwsTypedErrors() {
    OpenAiChatOptions.Builder absent = options();
    absent.model("absent");
    assertThatThrownBy(() -> ask("Hello", absent)).isInstanceOf(NotFoundException.class);
    OpenAiChatOptions.Builder hot = options();
    hot.temperature(7.0);
    assertThatThrownBy(() -> ask("Hello", hot))
        .isInstanceOf(BadRequestException.class)
        .hasMessageContaining("temperature");
  }

  private void embeds() {
    OpenAiEmbeddingOptions.Builder options = OpenAiEmbeddingOptions.builder();
    options.baseUrl(base).apiKey("none").model(Stage.EMBEDDED).maxRetries(0);
    OpenAiEmbeddingModel embedding = new OpenAiEmbeddingModel(MetadataMode.EMBED, options.build());
    assertThat(embedding.embed("What is 47 + 85?")).hasSizeGreaterThan(16);
  }
}
