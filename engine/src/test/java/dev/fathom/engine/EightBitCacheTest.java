package dev.fathom.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.model.ModelException;
import dev.fathom.tensor.ElementType;
import dev.fathom.testing.SharedData;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Generation over a cache of 8 bits, by small models whose heads are whole blocks.
class EightBitCacheTest {
  private static final int PROMPTS = 8;
  private static final int ANSWER = 20;

  @ParameterizedTest
  @ValueSource(strings = {"tiny-qwen2", "tiny-qwen3", "tiny-deepseek-v3"})
  void answersNearlyAsWith16Bits(String folder) throws InterruptedException {
    List<List<Integer>> half = answers(folder, options(ElementType.F16));
    List<List<Integer>> eight = answers(folder, options(ElementType.Q8_0));
    int first = 0;
    int whole = 0;
    for (int i = 0; i < PROMPTS; i++) {
      first += half.get(i).getFirst().equals(eight.get(i).getFirst()) ? 1 : 0;
      whole += half.get(i).equals(eight.get(i)) ? 1 : 0;
    }
    System.out.printf(
        "%s: of %d answers with q8_0, %d begin as with f16, %d are the same in all %d tokens%n",
        folder, PROMPTS, first, whole, ANSWER);
    // random weights have near ties at every token; chance would be one in some thousand
    assertThat(first).isGreaterThanOrEqualTo(PROMPTS / 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiny-qwen3", "tiny-deepseek-v3"})
  void givesTheSameIdsWhateverChunkAndThreads(String folder) throws InterruptedException {
    FathomOptions options = options(ElementType.Q8_0);
    List<List<Integer>> whole = answers(folder, options);
    assertThat(answers(folder, options.withChunk(1).withThreads(1))).isEqualTo(whole);
    assertThat(answers(folder, options.withChunk(7).withThreads(2))).isEqualTo(whole);
  }

  @Test
  void refusesAModelWhoseHeadsAreNoWholeBlocksAndNamesTheOption() {
    FathomOptions options = FathomOptions.DEFAULTS.withCacheType(ElementType.Q8_0);
    assertThatThrownBy(() -> Fathom.embedded(options))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("blocks of 32")
        .hasMessageContaining("try --cache f16");
  }

  private static FathomOptions options(ElementType cache) {
    return FathomOptions.DEFAULTS.withCacheType(cache).withContext(2048);
  }

  /// Greedy answers to prompts of random tokens, all at once.
  private static List<List<Integer>> answers(String folder, FathomOptions options)
      throws InterruptedException {
    try (Fathom fathom = Fathom.open(SharedData.path("fixtures/" + folder), options)) {
      Random random = new Random(3);
      int vocabulary = fathom.file().config().vocabulary();
      List<Generation> generations = new ArrayList<>();
      for (int i = 0; i < PROMPTS; i++) {
        int[] prompt = random.ints(20 + 9 * i, 0, vocabulary).toArray();
        generations.add(fathom.engine().submit(GenerationRequest.greedy(prompt, ANSWER)));
      }
      List<List<Integer>> answers = new ArrayList<>();
      for (Generation generation : generations) {
        answers.add(tokens(generation));
      }
      return answers;
    }
  }

  private static List<Integer> tokens(Generation generation) throws InterruptedException {
    GenerationEvent event = generation.next();
    while (!(event instanceof GenerationEvent.Finished)) {
      assertThat(event).isNotInstanceOf(GenerationEvent.Failed.class);
      event = generation.next();
    }
    return generation.tokens();
  }
}
