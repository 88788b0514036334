package dev.fathom.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.grammar.Grammar;
import dev.fathom.kernel.KernelSet;
import dev.fathom.kernel.Kernels;
import dev.fathom.model.Model;
import dev.fathom.model.ModelFile;
import dev.fathom.tensor.ElementType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Guesses change the speed and nothing else.
@Timeout(120)
class GuessingTest {
  private static final Grammar WORDS = Grammar.regex("(a[a-z]|b[a-p]|ca| ){3,40}[d-j][a-z]");
  private static final Set<Integer> ENDS = Set.of(LetterTokenizer.END, 17);

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 16})
  void saysExactlyTheSame(int draftTokens) throws InterruptedException {
    long seed = System.nanoTime();
    System.out.println("saysExactlyTheSame " + draftTokens + " seed " + seed);
    Random random = new Random(seed);
    List<GenerationRequest> requests =
        IntStream.range(0, 40).mapToObj(_ -> request(random)).toList();
    List<List<GenerationEvent>> plain = run(0, requests);
    List<List<GenerationEvent>> guessed = run(draftTokens, requests);
    for (int i = 0; i < requests.size(); i++) {
      assertThat(guessed.get(i)).as(requests.get(i).toString()).isEqualTo(plain.get(i));
    }
  }

  /// Every term that changes what is drawn or where it ends.
  private static GenerationRequest request(Random random) {
    int[] prompt = Answers.prompt(random.nextInt(1, 150), random.nextInt());
    boolean penal = random.nextInt(3) == 0;
    Sampling sampling =
        new Sampling(
            random.nextInt(3) == 0 ? 0.2 + random.nextDouble() : 0,
            random.nextInt(40),
            random.nextBoolean() ? 1 : 0.9,
            0,
            penal ? 1.1 : 1,
            penal ? 0.1 : 0,
            0,
            random.nextLong());
    Terms terms =
        Terms.NONE
            .withTopLogprobs(random.nextInt(-1, 3))
            .withLogitBias(Map.of(random.nextInt(97), random.nextFloat() * 4))
            .withGrammar(random.nextInt(4) == 0 ? WORDS : null)
            .withThinkingBudget(random.nextInt(3) == 0 ? random.nextInt(60) : Integer.MAX_VALUE);
    String stop = new LetterTokenizer(false).piece(random.nextInt(1, 90));
    List<String> stops = random.nextInt(4) == 0 ? List.of(stop) : List.of();
    int most = random.nextInt(20) == 0 ? Integer.MAX_VALUE : random.nextInt(1, 250);
    return new GenerationRequest(prompt, sampling, most, stops, random.nextBoolean(), terms);
  }

  private static List<List<GenerationEvent>> run(int draftTokens, List<GenerationRequest> requests)
      throws InterruptedException {
    HashingForward forward = Answers.forward();
    forward.repeats = true;
    List<List<GenerationEvent>> all = new ArrayList<>();
    try (Engine engine = Answers.guessing(forward, draftTokens, ENDS)) {
      for (int from = 0; from < requests.size(); from += 4) {
        // a few at once: beyond eight nobody guesses
        List<Generation> some =
            requests.subList(from, from + 4).stream().map(engine::submit).toList();
        for (Generation one : some) {
          all.add(Answers.timeless(Answers.events(one)));
        }
      }
      assertThat(Answers.frees(engine, 8)).isTrue();
    }
    return all;
  }

  @Test
  void takesFewerPassesWhereTheTextRepeatsItself() throws InterruptedException {
    int[] prompt = Answers.prompt(20, 3);
    int plain = passes(0, prompt);
    assertThat(plain).isGreaterThanOrEqualTo(400);
    assertThat(passes(8, prompt)).isLessThan(plain * 2 / 3);
  }

  private static int passes(int draftTokens, int[] prompt) throws InterruptedException {
    HashingForward forward = Answers.forward();
    forward.repeats = true;
    try (Engine engine = Answers.guessing(forward, draftTokens, Set.of())) {
      assertThat(Answers.tokens(engine.submit(GenerationRequest.greedy(prompt, 400)))).hasSize(400);
    }
    return forward.spans.size();
  }

  @Test
  void theEmbeddedModelSaysExactlyTheSame() throws InterruptedException {
    List<List<GenerationEvent>> plain = embedded(0);
    assertThat(embedded(6)).isEqualTo(plain);
  }

  private static List<List<GenerationEvent>> embedded(int draftTokens) throws InterruptedException {
    EngineOptions options =
        new EngineOptions(
            512,
            ElementType.F16,
            64,
            EngineOptions.Sequences.DEFAULTS,
            EngineOptions.Prefixes.NONE,
            draftTokens);
    List<List<GenerationEvent>> all = new ArrayList<>();
    try (ModelFile file = ModelFile.embedded();
        KernelSet kernels = Kernels.best(2);
        Model model = file.load(kernels);
        Engine engine = new Engine(file, model, options)) {
      ChatFormat format = ChatFormat.of(file);
      List<Generation> running = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        Prompt prompt =
            format.chat(List.of(Message.user("What is %d + %d?".formatted(47 + i, 85))));
        Sampling sampling = i % 2 == 0 ? Sampling.GREEDY : new Sampling(1, 0, 1, 0, 1, 0, 0, i);
        Terms terms = Terms.NONE.withTopLogprobs(2);
        running.add(engine.submit(prompt.request(sampling, 80, List.of()).with(terms)));
      }
      for (Generation one : running) {
        all.add(Answers.timeless(Answers.events(one)));
      }
    }
    return all;
  }
}
