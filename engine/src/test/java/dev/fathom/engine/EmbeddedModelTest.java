package dev.fathom.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.kernel.Kernels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The whole way of a question, with the model that ships with Fathom; the truth is what Hugging
/// Face transformers answered.
class EmbeddedModelTest {
  private record Row(String question, int[] prompt, List<Integer> output) {}

  private static final Pattern ROW =
      Pattern.compile(
          "\"question\":\\s*\"([^\"]*)\",\\s*\"prompt_ids\":\\s*\\[([^]]*)],\\s*\"output_ids\":\\s*\\[([^]]*)]");
  private static final FathomOptions OPTIONS = FathomOptions.DEFAULTS;
  private static List<Row> rows = List.of();

  @BeforeAll
  static void readsTheTruth() throws IOException {
    Path file =
        Path.of(
            System.getProperty("fathom.root", ".."),
            "model/src/test/resources/dev/fathom/model/r1-mini/expected.json");
    Matcher matcher = ROW.matcher(Files.readString(file));
    rows =
        matcher
            .results()
            .map(
                row ->
                    new Row(
                        row.group(1),
                        ids(row.group(2)),
                        IntStream.of(ids(row.group(3))).boxed().toList()))
            .toList();
    assertThat(rows).hasSize(10);
  }

  @ParameterizedTest
  @ValueSource(strings = {"scalar", "vector", "vector-f32", "machine", "machine-avx2"})
  void answersTheTenQuestionsWithTheSameIds(String kernels) throws InterruptedException {
    Kernels.refusal(kernels).ifPresent(Assumptions::abort);
    try (Fathom fathom = Fathom.embedded(OPTIONS.withKernels(kernels))) {
      for (Row row : rows) {
        Prompt prompt = fathom.format().chat(List.of(Message.user(row.question())));
        assertThat(prompt.ids()).isEqualTo(row.prompt());
        assertThat(prompt.thinking()).isTrue();
        assertThat(tokens(fathom.engine().submit(greedy(prompt)))).isEqualTo(row.output());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1,1", "7,2", "256,1", "5,3"})
  void givesTheSameIdsWhateverChunkThreadsAndNeighbours(int chunkTokens, int threads)
      throws Exception {
    FathomOptions options = OPTIONS.withChunk(chunkTokens).withThreads(threads).withContext(512);
    try (Fathom fathom = Fathom.embedded(options);
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Row> shuffled = new ArrayList<>(rows);
      Collections.shuffle(shuffled, new Random(chunkTokens));
      List<Future<List<Integer>>> answers =
          shuffled.stream()
              .map(row -> GenerationRequest.greedy(row.prompt(), 128))
              .map(request -> callers.submit(() -> tokens(fathom.engine().submit(request))))
              .toList();
      for (int i = 0; i < answers.size(); i++) {
        assertThat(answers.get(i).get()).isEqualTo(shuffled.get(i).output());
      }
    }
  }

  @Test
  void drawsTheSameForASeedWhateverTheNeighbours() throws InterruptedException {
    try (Fathom fathom = Fathom.embedded(OPTIONS)) {
      List<GenerationRequest> requests =
          IntStream.range(0, 6)
              .mapToObj(
                  seed ->
                      new GenerationRequest(
                          rows.get(seed).prompt(),
                          new Sampling(1.5, 50, 0.99, 0, 1.05, 0, 0, seed),
                          60,
                          List.of(),
                          true))
              .toList();
      List<Generation> together = requests.stream().map(fathom.engine()::submit).toList();
      for (int i = 0; i < requests.size(); i++) {
        assertThat(tokens(together.get(i)))
            .isEqualTo(tokens(fathom.engine().submit(requests.get(i))));
      }
    }
  }

  @Test
  void thinksAloudAndAnswers() {
    StringBuilder thought = new StringBuilder();
    StringBuilder answer = new StringBuilder();
    List<GenerationEvent.Finished> ends = new ArrayList<>();
    try (Fathom fathom = Fathom.embedded(OPTIONS)) {
      Prompt prompt = fathom.format().chat(List.of(Message.user("What is 47 + 85?")));
      for (GenerationEvent event : fathom.engine().submit(greedy(prompt))) {
        switch (event) {
          case GenerationEvent.Thought(String text) -> thought.append(text);
          case GenerationEvent.Answer(String text) -> answer.append(text);
          case GenerationEvent.ToolText(String text) -> throw new AssertionError(text);
          case GenerationEvent.ToolStart(_, String name) -> throw new AssertionError(name);
          case GenerationEvent.ToolArguments(_, String text) -> throw new AssertionError(text);
          case GenerationEvent.Scored _ -> throw new AssertionError();
          case GenerationEvent.Failed(String message) -> throw new AssertionError(message);
          case GenerationEvent.Finished finished -> ends.add(finished);
        }
      }
    }
    assertThat(thought.toString().strip()).isEqualTo("47+85:\n7+5+0=12 c1\n4+8+1=13 c1\n=132");
    assertThat(answer.toString().strip()).isEqualTo("132");
    GenerationEvent.Finished end = ends.getFirst();
    assertThat(end.reason()).isEqualTo(FinishReason.STOP);
    assertThat(end.usage().promptTokens()).isEqualTo(16);
    assertThat(end.usage().completionTokens()).isEqualTo(39);
    assertThat(end.usage().thinkingTokens()).isEqualTo(34);
  }

  @Test
  void asksAsTheModelsCardRecommends() throws InterruptedException {
    try (Fathom fathom = Fathom.embedded(OPTIONS)) {
      assertThat(fathom.sampling(5).temperature()).isZero();
      assertThat(tokens(fathom.ask("What is 47 + 85?"))).hasSizeGreaterThan(10);
    }
  }

  @Test
  void endsAtAStopStringInTheAnswer() throws InterruptedException {
    try (Fathom fathom = Fathom.embedded(OPTIONS)) {
      Prompt prompt = fathom.format().chat(List.of(Message.user("What is 47 + 85?")));
      GenerationRequest request = prompt.request(Sampling.GREEDY, 128, List.of("32"));
      Generation generation = fathom.engine().submit(request);
      StringBuilder answer = new StringBuilder();
      GenerationEvent event = generation.next();
      while (!(event instanceof GenerationEvent.Finished(FinishReason reason, Usage usage))) {
        answer.append(event instanceof GenerationEvent.Answer(String text) ? text : "");
        event = generation.next();
      }
      assertThat(answer.toString().strip()).isEqualTo("1");
      assertThat(reason).isEqualTo(FinishReason.STOP);
      assertThat(usage.completionTokens()).isEqualTo(38);
    }
  }

  @Test
  void endsWhenTheContextIsFullAndRefusesAPromptThatFillsIt() throws InterruptedException {
    try (Fathom fathom = Fathom.embedded(OPTIONS.withContext(40))) {
      GenerationRequest request = GenerationRequest.greedy(rows.getFirst().prompt(), 100);
      assertThat(tokens(fathom.engine().submit(request)))
          .isEqualTo(rows.getFirst().output().subList(0, 24));
      assertThatThrownBy(() -> fathom.ask("What is 47 + 85? ".repeat(20)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("but the context holds 40");
    }
  }

  @Test
  void refusesAContextBeyondTheModelsAndUnknownKernels() {
    assertThatThrownBy(() -> Fathom.embedded(OPTIONS.withContext(513)))
        .hasMessage("a context of 513 tokens is wanted, but the model was made for 512 at most");
    assertThatThrownBy(() -> Fathom.embedded(OPTIONS.withKernels("abacus")))
        .hasMessageContaining("no kernels 'abacus'");
  }

  private static GenerationRequest greedy(Prompt prompt) {
    return prompt.request(Sampling.GREEDY, 128, List.of());
  }

  private static List<Integer> tokens(Generation generation) throws InterruptedException {
    GenerationEvent event = generation.next();
    while (!(event instanceof GenerationEvent.Finished)) {
      assertThat(event).isNotInstanceOf(GenerationEvent.Failed.class);
      event = generation.next();
    }
    return generation.tokens();
  }

  private static int[] ids(String list) {
    return Pattern.compile("\\d+")
        .matcher(list)
        .results()
        .mapToInt(id -> Integer.parseInt(id.group()))
        .toArray();
  }
}
