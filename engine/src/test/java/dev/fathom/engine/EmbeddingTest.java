package dev.fathom.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class EmbeddingTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 7, 64, 1000})
  void isTheMeanOfAllHiddenStatesWhateverTheChunkAndTheNeighbours(int chunk)
      throws InterruptedException {
    HashingForward forward = Answers.forward();
    forward.tellsHidden = true;
    int[] ids = Answers.prompt(150, 3);
    try (Engine engine = Answers.engine(forward, chunk, Set.of())) {
      Generation neighbour = engine.submit(GenerationRequest.greedy(ids, 50));
      assertThat(engine.embed(ids)).isEqualTo(mean(ids));
      // a prefix that is kept leaves nothing out
      assertThat(Answers.tokens(neighbour)).isEqualTo(HashingForward.answer(ids, 50));
      assertThat(engine.embed(ids)).isEqualTo(mean(ids));
      assertThat(Answers.frees(engine, engine.pages())).isTrue();
    }
  }

  @Test
  void isTheSameThoughItsPagesWereTakenAwayMeanwhile() throws InterruptedException {
    HashingForward forward = Answers.forward();
    forward.tellsHidden = true;
    int[] ids = Answers.prompt(300, 3);
    int[] prompt = Answers.prompt(10, 4);
    try (Engine engine = Answers.engine(forward, 1, Set.of())) {
      forward.gate.drainPermits();
      Generation older = engine.submit(GenerationRequest.greedy(prompt, 400));
      forward.gate.release(20);
      for (int i = 0; i < 5; i++) {
        var _ = older.next();
      }
      forward.gate.release(10_000);
      assertThat(engine.embed(ids)).isEqualTo(mean(ids));
      assertThat(Answers.tokens(older)).isEqualTo(HashingForward.answer(prompt, 400));
      assertThat(forward.computed()).isGreaterThan(300 + 10 + 399 + 100);
    }
  }

  @Test
  void aModelWithoutHiddenStatesSaysSo() {
    try (Engine engine = Answers.engine(Answers.forward(), 64, Set.of())) {
      assertThatThrownBy(() -> engine.embed(new int[] {1, 2}))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("this model does not tell its hidden states");
      assertThatThrownBy(() -> engine.embed(new int[0]))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(engine.load().running()).isZero();
    }
  }

  @Test
  void theEmbeddedModelsAreOfLengthOneAndTheSameWhateverTheChunk() {
    int[] ids = Answers.prompt(90, 4);
    List<float[]> all =
        List.of(1, 16, 256).stream()
            .map(FathomOptions.DEFAULTS::withChunk)
            .map(options -> embed(options, ids))
            .toList();
    double squares = 0;
    for (float x : all.getFirst()) {
      squares += (double) x * x;
    }
    assertThat(squares).isCloseTo(1, within(1e-5));
    assertThat(all).allMatch(one -> Arrays.equals(one, all.getFirst()));
    assertThat(embed(FathomOptions.DEFAULTS, Answers.prompt(90, 5))).isNotEqualTo(all.getFirst());
  }

  private static float[] embed(FathomOptions options, int[] ids) {
    try (Fathom fathom = Fathom.embedded(options)) {
      return fathom.engine().embed(ids);
    }
  }

  private static float[] mean(int[] ids) {
    double[] sum = new double[HashingForward.WIDTH];
    for (int i = 1; i <= ids.length; i++) {
      float[] state = HashingForward.state(Arrays.copyOf(ids, i));
      for (int k = 0; k < sum.length; k++) {
        sum[k] += state[k];
      }
    }
    double squares = 0;
    for (double x : sum) {
      squares += x / ids.length * (x / ids.length);
    }
    float[] mean = new float[sum.length];
    for (int k = 0; k < sum.length; k++) {
      mean[k] = (float) (sum[k] / ids.length / Math.sqrt(squares));
    }
    return mean;
  }
}
