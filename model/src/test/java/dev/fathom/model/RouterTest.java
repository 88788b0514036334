package dev.fathom.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.kernel.ExpertRouting;
import dev.fathom.model.RouterConfig.Scoring;
import dev.fathom.tensor.Tensor;
import java.lang.foreign.Arena;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RouterTest {
  private static ExpertRouting route(RouterConfig config, int used, float[] bias, float... logits) {
    ExpertsConfig experts = new ExpertsConfig(logits.length, used, 0, 8, new TreeSet<>(), config);
    try (Arena arena = Arena.ofConfined()) {
      Tensor row = Tensor.allocate(arena, 1, logits.length);
      row.setRow(0, logits);
      return new Router(experts, bias).route(row);
    }
  }

  private static RouterConfig plain(Scoring scoring, boolean normalised, float scale) {
    return new RouterConfig(scoring, false, 1, 1, normalised, scale);
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  @Test
  void weighsBySoftmaxOverAllExperts() {
    ExpertRouting routing = route(plain(Scoring.SOFTMAX, false, 16), 2, new float[0], 0, 2, 1, -1);
    double sum = Math.exp(0) + Math.exp(2) + Math.exp(1) + Math.exp(-1);
    assertThat(routing.experts()).containsExactly(1, 2);
    assertThat(routing.weights()[0]).isCloseTo((float) (16 * Math.exp(2) / sum), within(1e-5f));
    assertThat(routing.weights()[1]).isCloseTo((float) (16 * Math.exp(1) / sum), within(1e-5f));
  }

  @Test
  void normalisesThenScales() {
    ExpertRouting routing =
        route(plain(Scoring.SIGMOID, true, 2.5f), 2, new float[0], 0.5f, -3, 1, 0);
    double sum = sigmoid(1) + sigmoid(0.5);
    assertThat(routing.experts()).containsExactly(2, 0);
    assertThat(routing.weights()[0]).isCloseTo((float) (2.5 * sigmoid(1) / sum), within(1e-6f));
  }

  @Test
  void givesTiesToTheLowerIndex() {
    ExpertRouting routing = route(plain(Scoring.SOFTMAX, true, 1), 3, new float[0], 1, 2, 2, 2, 1);
    assertThat(routing.experts()).containsExactly(1, 2, 3);
  }

  @Test
  void usesTheCorrectionBiasForTheChoiceOnly() {
    RouterConfig config = new RouterConfig(Scoring.SIGMOID, true, 1, 1, false, 1);
    ExpertRouting routing = route(config, 1, new float[] {0, 0, 5, 0}, 3, 2, -4, 1);
    assertThat(routing.experts()).containsExactly(2);
    assertThat(routing.weights()[0]).isCloseTo((float) sigmoid(-4), within(1e-6f));
  }

  @Test
  void choosesGroupsByTheirBestExpertWithSoftmax() {
    RouterConfig config = new RouterConfig(Scoring.SOFTMAX, false, 2, 1, false, 1);
    // the first group has the better pair, the second the best expert
    assertThat(route(config, 2, new float[0], 2, 2, 3, -9).experts()).containsExactly(2, 3);
  }

  @Test
  void choosesGroupsByTheirTwoBestExpertsWithSigmoid() {
    RouterConfig config = new RouterConfig(Scoring.SIGMOID, true, 2, 1, false, 1);
    float[] none = new float[4];
    assertThat(route(config, 2, none, 2, 2, 3, -9).experts()).containsExactly(0, 1);
  }

  @Test
  void neverLeavesTheChosenGroupsEvenWithNegativeScores() {
    RouterConfig config = new RouterConfig(Scoring.SIGMOID, true, 2, 1, false, 1);
    float[] bias = {-5, -5, -9, -9};
    assertThat(route(config, 2, bias, 0, 1, 3, 3).experts()).containsExactly(1, 0);
  }
}
