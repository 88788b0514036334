package dev.fathom.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.core.http.StreamResponse;
import com.openai.models.completions.Completion;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.models.Model;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStreamEvent;
import dev.fathom.testing.ScriptedModel;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What OpenAI's own client for Java offers besides chat.
final class OpenAiEndpoints {
  private static final String CAPITAL = "What is the capital of Germany?";
  private final OpenAIClient client;

  OpenAiEndpoints(OpenAIClient client) {
    this.client = client;
  }

  Map<Feature, Client.Check> checks() {
    return Map.of(
        Feature.MODELS, this::listsModels,
        Feature.EMBEDDINGS, this::embeds,
        Feature.COMPLETIONS, this::completes,
        Feature.STREAM_COMPLETIONS, this::streamsCompletions,
        Feature.RESPONSES, this::responds,
        Feature.STREAM_RESPONSES, this::streamsResponses);
  }

  private void listsModels() {
    assertThat(client.models().list().autoPager().stream().map(Model::id))
        .contains(ScriptedModel.NAME, Stage.EMBEDDED);
    assertThat(client.models().retrieve(Stage.EMBEDDED).validate().id()).isEqualTo(Stage.EMBEDDED);
  }

  private void embeds() {
    var response =
        client
            .embeddings()
            .create(
                EmbeddingCreateParams.builder()
                    .model(Stage.EMBEDDED)
                    .inputOfArrayOfStrings(List.of("What is 47 + 85?", "What is 3 + 4?"))
                    .build())
            .validate();
    assertThat(response.data()).hasSize(2);
    double length = 0;
    for (float value : response.data().getFirst().embedding()) {
      length += value * value;
    }
    assertThat(length).isBetween(0.99, 1.01);
  }

  private void completes() {
    Completion completion =
        client
            .completions()
            .create(
                CompletionCreateParams.builder()
                    .model(ScriptedModel.NAME)
                    .prompt("Once upon a time")
                    .build())
            .validate();
    assertThat(completion.choices().getFirst().text()).isEqualTo(" there was a fox.");
  }

  private void streamsCompletions() {
    try (StreamResponse<Completion> parts =
        client
            .completions()
            .createStreaming(
                CompletionCreateParams.builder()
                    .model(ScriptedModel.NAME)
                    .prompt("Once upon a time")
                    .build())) {
      // validate() would ask for the reason in every part; OpenAI too tells it in the last only
      assertThat(
              parts.stream()
                  .flatMap(part -> part.choices().stream())
                  .map(choice -> choice.text())
                  .collect(Collectors.joining()))
          .isEqualTo(" there was a fox.");
    }
  }

  private static ResponseCreateParams response() {
    return ResponseCreateParams.builder().model(ScriptedModel.NAME).input(CAPITAL).build();
  }

  private void responds() {
    Response response = client.responses().create(response()).validate();
    assertThat(said(response)).isEqualTo("The capital of Germany is Berlin.");
  }

  private static String said(Response response) {
    return response.output().stream()
        .flatMap(item -> item.message().stream())
        .flatMap(message -> message.content().stream())
        .flatMap(content -> content.outputText().stream())
        .map(text -> text.text())
        .collect(Collectors.joining());
  }

  private void streamsResponses() {
    List<ResponseStreamEvent> events;
    try (StreamResponse<ResponseStreamEvent> stream =
        client.responses().createStreaming(response())) {
      events = stream.stream().map(ResponseStreamEvent::validate).toList();
    }
    assertThat(
            events.stream()
                .flatMap(event -> event.outputTextDelta().stream())
                .map(delta -> delta.delta())
                .collect(Collectors.joining()))
        .isEqualTo("The capital of Germany is Berlin.");
    assertThat(said(events.getLast().completed().orElseThrow().response()))
        .isEqualTo("The capital of Germany is Berlin.");
  }
}
