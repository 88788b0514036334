package dev.fathom.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.text.Tokenizer;
import dev.fathom.train.Rows;
import dev.fathom.train.recipe.MixConfig;
import dev.fathom.train.recipe.MixConfig.Levels;
import dev.fathom.train.tasks.Language;
import dev.fathom.train.tasks.Problem;
import dev.fathom.train.tasks.Split;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DataMixTest {
  private static final Map<String, Levels> FAMILIES =
      Map.of(
          "chain_sum", new Levels(3, List.of(1.0, 0.0, 1.0)), "gcd", new Levels(1, List.of(1.0)));
  private static final Tokenizer TOKENIZER = tokenizer();

  private static Tokenizer tokenizer() {
    return new TokenizerTrainer().read(mix(0, 0, 0, true), 1, 300).train(320, 512).open();
  }

  private static MixConfig mix(double answerOnly, double repeated, int packed, boolean mask) {
    return new MixConfig(FAMILIES, 0.25, answerOnly, false, 0.5, repeated, 50, mask, packed);
  }

  private static DataMix rows(MixConfig mix) {
    return new DataMix(mix, TOKENIZER, new DataMix.Limits(7, 2000, 256));
  }

  @Test
  void givesTheSameRowsForAStepWhoeverAsksAndInWhateverOrder() {
    DataMix forwards = rows(mix(0.1, 0.1, 0, false));
    DataMix backwards = rows(mix(0.1, 0.1, 0, false));
    List<int[][]> seen =
        IntStream.rangeClosed(1, 20).mapToObj(step -> forwards.rows(step).tokens()).toList();
    for (int step = 20; step >= 1; step--) {
      assertThat(Arrays.deepEquals(backwards.rows(step).tokens(), seen.get(step - 1))).isTrue();
    }
    assertThat(Arrays.deepEquals(seen.get(0), seen.get(1))).isFalse();
    assertThat(Arrays.deepEquals(seen.get(0), seen.get(DataMix.WINDOW))).isFalse();
  }

  @Test
  void fillsStepsWithAboutTheTokensAskedForAndPadsLittle() {
    DataMix mix = rows(mix(0, 0, 0, false));
    long padded = 0;
    long tokens = 0;
    for (int step = 1; step <= 16; step++) {
      Rows rows = mix.rows(step);
      assertThat(rows.count()).isBetween(1700, 2400);
      tokens += rows.count();
      padded += padded(rows, 500);
    }
    assertThat((double) padded / tokens).isLessThan(1.15);
  }

  @Test
  void stepsSeeShortAndLongRows() {
    DataMix mix = rows(mix(0, 0, 0, false));
    List<Double> means = new ArrayList<>();
    int spread = 0;
    for (int step = 1; step <= 40; step++) {
      int[] lengths = Arrays.stream(mix.rows(step).tokens()).mapToInt(row -> row.length).toArray();
      means.add(Arrays.stream(lengths).average().orElseThrow());
      int longest = Arrays.stream(lengths).max().orElseThrow();
      spread += longest > 1.5 * Arrays.stream(lengths).min().orElseThrow() ? 1 : 0;
    }
    assertThat(spread).as("steps of several lengths among 40").isGreaterThan(35);
    assertThat(new HashSet<>(means).size()).isGreaterThan(20);
  }

  /// Tokens with padding, where rows of like length go through a model together.
  private static long padded(Rows rows, int together) {
    int[] lengths = Arrays.stream(rows.tokens()).mapToInt(row -> row.length).sorted().toArray();
    long padded = 0;
    int from = 0;
    for (int to = 1; to <= lengths.length; to++) {
      if (to == lengths.length || (to + 1 - from) * lengths[to] > together) {
        padded += (long) (to - from) * lengths[to - 1];
        from = to;
      }
    }
    return padded;
  }

  @Test
  void drawsFamiliesLevelsLanguagesAndMistakesInTheirShares() {
    Selection selection = new Selection(mix(0.2, 0, 0, false), 5);
    int count = 4000;
    double[] seen = new double[5];
    for (int number = 0; number < count; number++) {
      Selection.Example example = selection.example(Split.TRAIN, number);
      Problem problem = example.problem();
      boolean sum = problem.family().equals("chain_sum");
      seen[0] += sum ? 1.0 / count : 0;
      seen[1] += sum && problem.level() == 3 ? 1.0 / count : 0;
      seen[2] += problem.language() == Language.GERMAN ? 1.0 / count : 0;
      seen[3] += example.thinking() ? 0 : 1.0 / count;
      seen[4] += problem.trace().contains("<back>") ? 1.0 / count : 0;
      assertThat(problem.level()).isNotEqualTo(2);
      assertThat(Split.of(problem.seed())).isEqualTo(Split.TRAIN);
    }
    assertThat(seen[0]).isCloseTo(0.75, within(0.03));
    assertThat(seen[1]).isCloseTo(0.375, within(0.03));
    assertThat(seen[2]).isCloseTo(0.25, within(0.03));
    assertThat(seen[3]).isCloseTo(0.2, within(0.03));
    assertThat(seen[4]).isCloseTo(0.5, within(0.03));
  }

  @Test
  void learnsToAnswerAtOnceUnaskedWhereThatIsWanted() {
    int[] marks = TOKENIZER.encode(ChatLines.THINK + "\n", true);
    MixConfig asked = mix(1, 0, 0, true);
    MixConfig unasked = new MixConfig(FAMILIES, 0.25, 1, true, 0.5, 0, 50, true, 0);
    Rows behindMarks = rows(unasked).rows(1);
    for (int row = 0; row < behindMarks.tokens().length; row++) {
      int first = first(behindMarks.weights()[row]);
      int[] tokens = behindMarks.tokens()[row];
      assertThat(Arrays.copyOfRange(tokens, first - marks.length, first)).containsExactly(marks);
      assertThat(TOKENIZER.decode(Arrays.copyOfRange(tokens, first, tokens.length), true))
          .startsWith("\n</think>\n\n");
    }
    Rows behindClosed = rows(asked).rows(1);
    int first = first(behindClosed.weights()[0]);
    int[] tokens = behindClosed.tokens()[0];
    assertThat(TOKENIZER.decode(Arrays.copyOf(tokens, first), true)).endsWith("</think>\n\n");
  }

  /// The first token that counts.
  private static int first(float[] weights) {
    int first = 0;
    while (weights[first] == 0) {
      first++;
    }
    return first;
  }

  @Test
  void repeatsASubsetAndNothingElse() {
    Selection selection = new Selection(mix(0, 0.5, 0, false), 5);
    Set<Long> seeds = new HashSet<>();
    for (int number = 0; number < 4000; number++) {
      seeds.add(selection.example(Split.TRAIN, number).problem().seed());
    }
    assertThat(seeds.size()).isBetween(1900, 2150);
  }

  @Test
  void validatesOnOtherSeeds() {
    Selection selection = new Selection(mix(0, 0.5, 0, false), 5);
    for (int number = 0; number < 500; number++) {
      Problem problem = selection.example(Split.VALIDATION, number).problem();
      assertThat(Split.of(problem.seed())).isEqualTo(Split.VALIDATION);
    }
    assertThat(rows(mix(0, 0, 0, false)).validation(33).tokens()).hasNumberOfRows(33);
  }

  @Test
  void countsOnlyWhatTheModelSaysWherePromptsAreMasked() {
    Rows rows = rows(mix(0.5, 0, 0, true)).rows(1);
    int[] think = TOKENIZER.encode("<think>", true);
    for (int row = 0; row < rows.tokens().length; row++) {
      String said = spoken(rows, row);
      assertThat(said).endsWith(ChatLines.EOS).doesNotContain(ChatLines.USER);
      String all = TOKENIZER.decode(rows.tokens()[row], true);
      assertThat(all).startsWith(ChatLines.BOS + ChatLines.USER).contains("</think>\n\n");
      assertThat(said.contains("</think>")).isEqualTo(!all.contains("<think>\n\n</think>"));
      assertThat(rows.tokens()[row]).contains(think[0]);
    }
  }

  private static String spoken(Rows rows, int row) {
    int[] said =
        IntStream.range(0, rows.tokens()[row].length)
            .filter(at -> rows.weights()[row][at] == 1)
            .map(at -> rows.tokens()[row][at])
            .toArray();
    return TOKENIZER.decode(said, true);
  }

  @Test
  void packsSeveralProblemsIntoARowAndPredictsNoBeginning() {
    Rows rows = rows(mix(0, 0, 200, false)).rows(1);
    for (int row = 0; row < rows.tokens().length; row++) {
      assertThat(rows.tokens()[row].length).isLessThanOrEqualTo(256);
      for (int at = 0; at < rows.tokens()[row].length; at++) {
        assertThat(rows.weights()[row][at]).isEqualTo(rows.tokens()[row][at] == 0 ? 0f : 1f);
      }
    }
    long most = Arrays.stream(rows.tokens()[0]).filter(token -> token == 0).count();
    assertThat(most).isGreaterThan(1);
  }

  @Test
  void saysThatNothingFitsInsteadOfSearchingForEver() {
    DataMix mix = new DataMix(mix(0, 0, 0, false), TOKENIZER, new DataMix.Limits(1, 500, 10));
    assertThatThrownBy(() -> mix.rows(1)).hasMessageContaining("only 0 fit into 10 tokens");
    assertThatThrownBy(() -> mix.validation(3)).hasMessageContaining("only 0 fit into 10 tokens");
  }
}
