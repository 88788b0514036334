package dev.fathom.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.model.SamplingDefaults;
import dev.fathom.tensor.Tensor;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SamplerTest {
  private static final int[] PROMPT = {0};

  @Test
  void greedyTakesTheLowestIdAmongEqualLogits() {
    assertThat(draw(Sampling.GREEDY, 1, 3, 3, -1)).isEqualTo(1);
    assertThat(draw(Sampling.GREEDY, -0f, 0f)).isZero();
    assertThat(draw(Sampling.GREEDY, Float.NEGATIVE_INFINITY, -5)).isEqualTo(1);
  }

  @Test
  void refusesLogitsThatAreNoNumbers() {
    assertThatThrownBy(() -> draw(Sampling.GREEDY, 0, Float.NaN, 2))
        .hasMessageContaining("logit NaN for token 1");
    assertThatThrownBy(() -> draw(Sampling.GREEDY, Float.POSITIVE_INFINITY, 2))
        .hasMessageContaining("logit Infinity for token 0");
    assertThatThrownBy(() -> draw(Sampling.GREEDY, Float.NEGATIVE_INFINITY))
        .hasMessageContaining("every token");
  }

  @Test
  void topKKeepsExactlyKAndOfEqualLogitsTheLowerIds() {
    Sampling two = new Sampling(1, 2, 1, 0, 1, 0, 0, 0);
    assertThat(support(two, 1, 2, 2, 2, 0)).containsExactly(1, 2);
    assertThat(support(two, 5, 1, 7)).containsExactly(0, 2);
    assertThat(support(two, 5)).containsExactly(0);
  }

  @Test
  void topPKeepsTheFewestThatReachIt() {
    float[] quarters = {0, 0, 0, 0};
    assertThat(support(topP(0.5), quarters)).containsExactly(0, 1);
    assertThat(support(topP(0.51), quarters)).containsExactly(0, 1, 2);
    assertThat(support(topP(1e-9), quarters)).containsExactly(0);
    // probabilities 0.1, 0.6, 0.3
    float[] three = {(float) Math.log(0.1), (float) Math.log(0.6), (float) Math.log(0.3)};
    assertThat(support(topP(0.59), three)).containsExactly(1);
    assertThat(support(topP(0.61), three)).containsExactly(1, 2);
    assertThat(support(topP(0.91), three)).containsExactly(0, 1, 2);
  }

  @Test
  void topPCountsWhatTopKLeft() {
    float[] logits = {(float) Math.log(0.4), (float) Math.log(0.3), (float) Math.log(0.3)};
    // of the two that top-k leaves, the first has 4/7 = 0.571
    assertThat(support(new Sampling(1, 2, 0.57, 0, 1, 0, 0, 0), logits)).containsExactly(0);
    assertThat(support(new Sampling(1, 2, 0.58, 0, 1, 0, 0, 0), logits)).containsExactly(0, 1);
  }

  @Test
  void minPKeepsWhatIsLikelyEnoughBesideTheLikeliest() {
    float[] logits = {0, (float) Math.log(0.5), (float) Math.log(0.1), -30};
    assertThat(support(minP(0.49), logits)).containsExactly(0, 1);
    assertThat(support(minP(0.51), logits)).containsExactly(0);
    assertThat(support(minP(0.09), logits)).containsExactly(0, 1, 2);
    assertThat(support(minP(0), logits)).containsExactly(0, 1, 2, 3);
    assertThat(support(minP(1), 3, 3, 2)).containsExactly(0, 1);
  }

  @Test
  void temperatureComesBeforeTopP() {
    float[] logits = {(float) Math.log(0.6), (float) Math.log(0.4)};
    // at temperature 0.5 the shares are 0.36/0.52 = 0.692 and 0.308
    assertThat(support(new Sampling(0.5, 0, 0.68, 0, 1, 0, 0, 0), logits)).containsExactly(0);
    assertThat(support(new Sampling(1, 0, 0.68, 0, 1, 0, 0, 0), logits)).containsExactly(0, 1);
  }

  @Test
  void extremeTemperaturesStayFinite() {
    assertThat(support(new Sampling(1e-300, 0, 0.9, 0, 1, 0, 0, 0), 1, 2)).containsExactly(1);
    assertThat(support(new Sampling(Double.MIN_VALUE, 0, 1, 0, 1, 0, 0, 0), 1, 2, 2)).hasSize(2);
    assertThat(support(new Sampling(1e300, 0, 1, 0, 1, 0, 0, 0), 1, 2, Float.NEGATIVE_INFINITY))
        .containsExactly(0, 1);
  }

  /// The twin sorts the whole vocabulary.
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 31, 32, 33, 255, 4096, 150_001})
  void selectsWhatSortingTheWholeVocabularySelects(int vocabulary) {
    long seed = System.nanoTime();
    System.out.println("selectsWhatSorting... vocabulary " + vocabulary + " seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < (vocabulary > 5000 ? 4 : 60); round++) {
      double spread = Math.pow(10, random.nextDouble(-2, 1.5));
      float[] logits = new float[vocabulary];
      for (int i = 0; i < vocabulary; i++) {
        // rounding makes equal logits common
        logits[i] = Math.round(random.nextGaussian() * spread * 8) / 8f;
      }
      int topK = random.nextBoolean() ? 0 : random.nextInt(1, 2 * vocabulary + 1);
      double topP = random.nextInt(3) == 0 ? 1 : random.nextDouble(0.01, 1);
      double minP = random.nextBoolean() ? 0 : random.nextDouble(0.001, 0.5);
      Sampling sampling =
          new Sampling(random.nextDouble(0.1, 3), topK, topP, minP, 1, 0, 0, random.nextLong());
      assertThat(Arrays.equals(support(sampling, logits), sorted(sampling, logits)))
          .as("%s, spread %s", sampling, spread)
          .isTrue();
    }
  }

  @Test
  void drawsInProportion() {
    double[] shares = {0.5, 0.25, 0.125, 0.125};
    float[] logits = new float[4];
    IntStream.range(0, 4).forEach(i -> logits[i] = (float) Math.log(shares[i]));
    int[] counts = new int[4];
    int draws = 200_000;
    try (Row row = new Row(logits)) {
      for (int seed = 0; seed < draws; seed++) {
        counts[row.draw(new Sampling(1, 0, 1, 0, 1, 0, 0, seed))]++;
      }
    }
    for (int i = 0; i < 4; i++) {
      double sigma = Math.sqrt(draws * shares[i] * (1 - shares[i]));
      assertThat((double) counts[i]).isCloseTo(draws * shares[i], within(5 * sigma));
    }
  }

  @Test
  void drawsInProportionAlongOneStream() {
    float[] logits = {0, 0, 0};
    int[] counts = new int[3];
    for (int id : stream(42, 30_000, logits)) {
      counts[id]++;
    }
    assertThat(IntStream.of(counts)).allMatch(n -> n > 9_600 && n < 10_400);
  }

  @Test
  void repeatsItselfForASeedOnly() {
    float[] logits = new float[1000];
    List<Integer> run = stream(7, 20, logits);
    assertThat(stream(7, 20, logits)).isEqualTo(run);
    assertThat(stream(8, 20, logits)).isNotEqualTo(run);
    assertThat(run.stream().distinct().count()).isGreaterThan(15);
  }

  @Test
  void repeatPenaltyDividesPositiveAndMultipliesNegativeLogits() {
    Sampling sampling = new Sampling(0, 0, 1, 0, 2, 0, 0, 0);
    History history = new History(new int[] {0, 1, 1}, sampling, 4);
    history.add(2);
    float[] logits = {4, -4, 6, 8};
    history.penalize(logits);
    assertThat(logits).containsExactly(2, -8, 3, 8);
  }

  @Test
  void frequencyAndPresenceCountTheOutputOnly() {
    Sampling sampling = new Sampling(0, 0, 1, 0, 1, 0.5, 0.25, 0);
    History history = new History(new int[] {0, 0, 1}, sampling, 4);
    List.of(1, 2, 2, 2).forEach(history::add);
    float[] logits = {1, 1, 1, 1};
    history.penalize(logits);
    assertThat(logits).containsExactly(1, 0.25f, -0.75f, 1);
  }

  @Test
  void aPenaltyChangesTheGreedyChoice() {
    assertThat(draw(new Sampling(0, 0, 1, 0, 3, 0, 0, 0), 3, 2)).isEqualTo(1);
  }

  @Test
  void expAgreesWithTheLibrary() {
    double worst = 0;
    for (double x = -40; x <= 0; x += 0.00037) {
      worst = Math.max(worst, Math.abs(Candidates.exp(x) / Math.exp(x) - 1));
    }
    assertThat(worst).isLessThan(1e-14);
    assertThat(Candidates.exp(0)).isEqualTo(1);
  }

  @Test
  void takesTheCardsValuesElseR1s() {
    Sampling silent = Sampling.of(new SamplingDefaults(null, null, null), 3);
    assertThat(silent).isEqualTo(new Sampling(0.6, 0, 0.95, 0, 1, 0, 0, 3));
    Sampling card = Sampling.of(new SamplingDefaults(0.7, 20, 0.8), 3);
    assertThat(card).isEqualTo(new Sampling(0.7, 20, 0.8, 0, 1, 0, 0, 3));
  }

  @Test
  void takesWishesBeforeTheCard() {
    SamplingDefaults card = new SamplingDefaults(0.7, 20, 0.8);
    SamplingWishes some = new SamplingWishes(0.0, null, null, 0.1, 1.1, 0.2, 0.3, 9L);
    assertThat(some.over(card)).isEqualTo(new Sampling(0, 20, 0.8, 0.1, 1.1, 0.2, 0.3, 9));
    Sampling silent = SamplingWishes.NONE.over(card);
    assertThat(silent).isEqualTo(Sampling.of(card, silent.seed()));
    // one chance in 2^64 to be equal
    assertThat(SamplingWishes.NONE.over(card).seed()).isNotEqualTo(silent.seed());
  }

  @Test
  void refusesValuesOutsideTheirRange() {
    assertThatThrownBy(() -> new Sampling(-1, 0, 1, 0, 1, 0, 0, 0))
        .hasMessage("temperature must be 0 or more, got -1.0");
    assertThatThrownBy(() -> topP(0)).hasMessageContaining("top-p must be above 0");
    assertThatThrownBy(() -> minP(1.5)).hasMessageContaining("min-p must be 0 to 1");
    assertThatThrownBy(() -> topP(Double.NaN)).hasMessageContaining("got NaN");
  }

  private static int[] sorted(Sampling sampling, float[] logits) {
    List<Integer> ids =
        IntStream.range(0, logits.length)
            .boxed()
            .sorted(Comparator.<Integer>comparingDouble(i -> -logits[i]).thenComparing(i -> i))
            .toList();
    float max = logits[ids.getFirst()];
    double[] weight = new double[logits.length];
    IntStream.range(0, logits.length)
        .forEach(i -> weight[i] = Math.exp((logits[i] - (double) max) / sampling.temperature()));
    double floor = Math.max(sampling.minP(), Math.exp(-40));
    int kept = sampling.topK() == 0 ? ids.size() : Math.min(sampling.topK(), ids.size());
    List<Integer> left =
        ids.subList(0, kept).stream().filter(i -> weight[i] >= floor * (1 - 1e-12)).toList();
    if (sampling.topP() == 1) {
      return left.stream().mapToInt(i -> i).sorted().toArray();
    }
    double total = left.stream().mapToDouble(i -> weight[i]).sum();
    double mass = 0;
    int count = 0;
    // the last digit of a sum depends on its order: the margin is far from any real boundary
    while (count < left.size() && mass < sampling.topP() * total * (1 - 1e-12)) {
      mass += weight[left.get(count++)];
    }
    return left.subList(0, count).stream().mapToInt(i -> i).sorted().toArray();
  }

  private static Sampling topP(double value) {
    return new Sampling(1, 0, value, 0, 1, 0, 0, 0);
  }

  private static Sampling minP(double value) {
    return new Sampling(1, 0, 1, value, 1, 0, 0, 0);
  }

  private static int draw(Sampling sampling, float... logits) {
    try (Row row = new Row(logits)) {
      return row.draw(sampling);
    }
  }

  private static List<Integer> stream(long seed, int count, float... logits) {
    List<Integer> ids = new ArrayList<>();
    try (Row row = new Row(logits)) {
      Drawing drawing = row.drawing(new Sampling(1, 0, 1, 0, 1, 0, 0, seed));
      for (int i = 0; i < count; i++) {
        ids.add(row.draw(drawing));
        assertThat(drawing.take(ids.getLast())).isFalse();
      }
    }
    return ids;
  }

  private static int[] support(Sampling sampling, float... logits) {
    try (Row row = new Row(logits)) {
      row.draw(sampling);
      return row.sampler.support();
    }
  }

  /// One row of logits and a sampler for it.
  private static final class Row implements AutoCloseable {
    private final Arena arena = Arena.ofConfined();
    private final Tensor tensor;
    private final Sampler sampler;

    Row(float... logits) {
      tensor = Tensor.allocate(arena, 1, logits.length);
      tensor.setRow(0, logits);
      sampler = new Sampler(logits.length);
    }

    int draw(Sampling sampling) {
      return draw(drawing(sampling));
    }

    int draw(Drawing drawing) {
      return sampler.sample(tensor, 0, drawing).id();
    }

    Drawing drawing(Sampling sampling) {
      GenerationRequest request =
          new GenerationRequest(PROMPT, sampling, Integer.MAX_VALUE, List.of(), false);
      return new Drawing(request, Answers.lexicon(tensor.columns()));
    }

    @Override
    public void close() {
      arena.close();
    }
  }
}
