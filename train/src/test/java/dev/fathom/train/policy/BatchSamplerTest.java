package dev.fathom.train.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.convert.ConfigJson;
import dev.fathom.kernel.KernelSet;
import dev.fathom.kernel.Kernels;
import dev.fathom.model.Batch;
import dev.fathom.model.KvStorage;
import dev.fathom.model.Model;
import dev.fathom.model.ModelFile;
import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Tensor;
import dev.fathom.train.Rows;
import dev.fathom.train.torch.TorchTrainee;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BatchSamplerTest {
  private static final int END = 1;

  @BeforeEach
  void torch() {
    Small.requireTorch();
  }

  private static TorchTrainee trainee(long seed) {
    return new TorchTrainee(Small.config(), Small.settings(seed, 0.25, 1e-3));
  }

  /// Prompts of every length around a page's, some of them equal.
  private static List<Ask> asks(long seed, int answers) {
    Random random = new Random(seed);
    List<Ask> asks = new ArrayList<>();
    for (int length : new int[] {1, 2, 15, 16, 17, 31, 32, 33, 70, 16}) {
      asks.add(Ask.of(random.ints(length, 2, 300).toArray(), answers, random.nextLong()));
    }
    return asks;
  }

  private static void assertEqual(List<List<Sample>> one, List<List<Sample>> two) {
    assertThat(one).hasSameSizeAs(two);
    for (int ask = 0; ask < one.size(); ask++) {
      assertThat(one.get(ask)).hasSameSizeAs(two.get(ask));
      for (int i = 0; i < one.get(ask).size(); i++) {
        Sample a = one.get(ask).get(i);
        Sample b = two.get(ask).get(i);
        assertThat(a.tokens()).isEqualTo(b.tokens());
        assertThat(a.logProbabilities()).isEqualTo(b.logProbabilities());
        assertThat(a.ended()).isEqualTo(b.ended());
      }
    }
  }

  @Test
  void answersDoNotDependOnNeighboursOrThreads() {
    SamplerSettings many = new SamplerSettings(1, 40, Set.of(END, 7, 8, 9), 1000);
    SamplerSettings few = new SamplerSettings(1, 40, Set.of(END, 7, 8, 9), 5);
    List<Ask> asks = asks(11, 12);
    try (TorchTrainee trainee = trainee(1);
        BatchSampler one = new BatchSampler(1);
        BatchSampler three = new BatchSampler(3)) {
      one.follow(trainee);
      three.follow(trainee);
      List<List<Sample>> samples = one.sample(asks, many);
      assertEqual(samples, three.sample(asks, many));
      assertEqual(samples, three.sample(asks, few));
      assertEqual(samples, one.sample(asks, few));
      assertThat(samples.stream().flatMap(List::stream).map(Sample::ended)).contains(true, false);
      assertThat(samples.getFirst().stream().map(each -> Arrays.toString(each.tokens())).distinct())
          .hasSizeGreaterThan(6);
      for (Ask ask : asks) {
        int room = Math.min(40, Small.config().context() - ask.prompt().length);
        assertThat(samples.get(asks.indexOf(ask)))
            .allMatch(each -> each.ended() || each.tokens().length == room);
      }
    }
  }

  @Test
  void greedyAnswersAreTheEngines() {
    List<Ask> asks = asks(12, 1);
    SamplerSettings greedy = new SamplerSettings(0, 24, Set.of(END), 64);
    try (TorchTrainee trainee = trainee(2);
        BatchSampler sampler = new BatchSampler(2)) {
      sampler.follow(trainee);
      List<List<Sample>> samples = sampler.sample(asks, greedy);
      for (int i = 0; i < asks.size(); i++) {
        assertThat(samples.get(i).getFirst().tokens())
            .isEqualTo(greedy(trainee, asks.get(i).prompt(), 24));
      }
    }
  }

  /// Token by token through the model, alone.
  private static int[] greedy(TorchTrainee trainee, int[] prompt, int longest) {
    Map<String, String> files = Map.of("config.json", ConfigJson.of(Small.config(), false));
    int[] said = new int[0];
    try (ModelFile file = ModelFile.of(trainee.snapshot(), files);
        KernelSet kernels = Kernels.best(1);
        Model model = file.load(kernels);
        KvStorage cache = new KvStorage(Small.config(), ElementType.F32, 128, 1)) {
      int[] next = prompt;
      int position = 0;
      while (said.length < Math.min(longest, Small.config().context() - prompt.length)) {
        Tensor logits = model.forward(Batch.of(next, position, new int[] {0}), cache);
        position += next.length;
        float[] row = logits.row(0);
        int best = 0;
        for (int id = 1; id < row.length; id++) {
          best = row[id] > row[best] ? id : best;
        }
        said = Arrays.copyOf(said, said.length + 1);
        said[said.length - 1] = best;
        if (best == END) {
          break;
        }
        next = new int[] {best};
      }
    }
    return said;
  }

  @Test
  void logProbabilitiesAreTheTrainers() {
    double worst = 0;
    double sum = 0;
    long count = 0;
    for (long seed = 1; seed <= 3; seed++) {
      try (TorchTrainee trainee = trainee(seed);
          BatchSampler sampler = new BatchSampler(2)) {
        sampler.follow(trainee);
        for (Ask ask : asks(seed, 6)) {
          SamplerSettings settings = new SamplerSettings(1, 40, Set.of(END), 64);
          for (Sample sample : sampler.sample(List.of(ask), settings).getFirst()) {
            int[] row = joined(ask.prompt(), sample.tokens());
            Rows rows = new Rows(new int[][] {row}, new float[][] {new float[row.length]});
            float[] trained = trainee.logProbabilities(rows)[0];
            for (int i = 0; i < sample.tokens().length; i++) {
              double away =
                  Math.abs(trained[ask.prompt().length + i] - sample.logProbabilities()[i]);
              worst = Math.max(worst, away);
              sum += away;
              count++;
            }
          }
        }
      }
    }
    System.out.printf(
        "sampler against trainer, %d tokens, seeds 1 to 3: mean %.1e, worst %.1e nats%n",
        count, sum / count, worst);
    assertThat(worst).isLessThan(1e-4);
  }

  private static int[] joined(int[] prompt, int[] answer) {
    int[] both = Arrays.copyOf(prompt, prompt.length + answer.length);
    System.arraycopy(answer, 0, both, prompt.length, answer.length);
    return both;
  }

  @Test
  void refusesPromptsThatLeaveNoRoom() {
    try (TorchTrainee trainee = trainee(1);
        BatchSampler sampler = new BatchSampler(1)) {
      SamplerSettings settings = new SamplerSettings(1, 8, Set.of(END), 4);
      assertThatThrownBy(() -> sampler.sample(asks(1, 1), settings))
          .hasMessage("there are no weights to sample from");
      sampler.follow(trainee);
      assertThat(sampler.sample(List.of(Ask.of(new int[95], 3, 1)), settings).getFirst())
          .allMatch(sample -> sample.tokens().length == 1);
      assertThatThrownBy(() -> sampler.sample(List.of(Ask.of(new int[96], 1, 1)), settings))
          .hasMessageContaining("the context holds 96");
    }
  }
}
