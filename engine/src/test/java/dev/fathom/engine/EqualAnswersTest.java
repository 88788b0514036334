package dev.fathom.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Same question, same answer, whatever else the engine is busy with.
@Timeout(120)
class EqualAnswersTest {
  @Test
  void fiveHundredEqualRequestsAmongOthersGetOneAnswer() throws Exception {
    long seed = System.nanoTime();
    System.out.println("fiveHundredEqualRequests... seed " + seed);
    Random random = new Random(seed);
    int[] prompt = Answers.prompt(90, 4);
    GenerationRequest equal = GenerationRequest.greedy(prompt, 25);
    List<GenerationRequest> all = new ArrayList<>(Collections.nCopies(500, equal));
    for (int i = 0; i < 100; i++) {
      // some begin as the equal ones do
      int[] other = Answers.prompt(random.nextInt(1, 200), i);
      System.arraycopy(prompt, 0, other, 0, random.nextInt(Math.min(90, other.length)));
      all.add(Answers.request(other, new Sampling(1, 0, 1, 0, 1, 0, 0, i), random.nextInt(1, 120)));
    }
    Collections.shuffle(all, random);
    List<List<Integer>> answers = new ArrayList<>();
    try (Engine engine = Answers.engine(Answers.forward(), 32, Set.of());
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<Integer>>> running = new ArrayList<>();
      for (GenerationRequest request : all) {
        boolean leaves = !request.equals(equal) && random.nextBoolean();
        running.add(callers.submit(() -> answer(engine, request, leaves)));
      }
      for (int i = 0; i < all.size(); i++) {
        List<Integer> answer = running.get(i).get();
        if (all.get(i).equals(equal)) {
          answers.add(answer);
        }
      }
    }
    assertThat(answers).hasSize(500).containsOnly(HashingForward.answer(prompt, 25));
  }

  private static List<Integer> answer(Engine engine, GenerationRequest request, boolean leaves)
      throws InterruptedException {
    Generation generation = engine.submit(request);
    if (leaves) {
      var _ = generation.next();
      generation.cancel();
    }
    return Answers.tokens(generation);
  }

  @Test
  void theEmbeddedModelGivesOneAnswerToo() throws Exception {
    List<List<Integer>> answers = new ArrayList<>();
    try (Fathom fathom = Fathom.embedded(FathomOptions.DEFAULTS);
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<Integer>>> running = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        boolean equal = i % 3 != 0;
        String question = equal ? "What is 47 + 85?" : "What is " + i + " + 19?";
        Sampling sampling = equal ? Sampling.GREEDY : new Sampling(1.2, 0, 1, 0, 1, 0, 0, i);
        Prompt prompt = fathom.format().chat(List.of(Message.user(question)));
        GenerationRequest request = prompt.request(sampling, 60, List.of());
        Future<List<Integer>> answer =
            callers.submit(() -> answer(fathom.engine(), request, false));
        if (equal) {
          running.add(answer);
        }
      }
      for (Future<List<Integer>> one : running) {
        answers.add(one.get());
      }
    }
    assertThat(answers).hasSize(40).containsOnly(answers.getFirst());
  }
}
