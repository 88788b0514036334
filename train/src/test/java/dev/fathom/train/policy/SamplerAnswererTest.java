package dev.fathom.train.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.convert.ConfigJson;
import dev.fathom.engine.Fathom;
import dev.fathom.engine.FathomOptions;
import dev.fathom.model.ModelFile;
import dev.fathom.tensor.ElementType;
import dev.fathom.train.evaluate.Answered;
import dev.fathom.train.evaluate.Asked;
import dev.fathom.train.evaluate.EngineAnswerer;
import dev.fathom.train.tasks.Language;
import dev.fathom.train.tasks.Tasks;
import dev.fathom.train.torch.TorchTrainee;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SamplerAnswererTest {
  private static TorchTrainee trainee;

  @BeforeAll
  static void learn() {
    Small.requireTorch();
    trainee = Small.guesser(50);
  }

  @AfterAll
  static void forget() {
    if (trainee != null) {
      trainee.close();
    }
  }

  private static List<Asked> questions(double temperature, int budget) {
    List<Asked> questions = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      String question = Tasks.named("drill_times").problem(i, 1, Language.ENGLISH).question();
      questions.add(new Asked(question, temperature, i, 20, budget));
    }
    return questions;
  }

  private static List<Answered> sampled(List<Asked> questions) {
    try (BatchSampler sampler = new BatchSampler(2)) {
      sampler.follow(trainee);
      SamplerAnswerer.Size size = new SamplerAnswerer.Size(Small.config().context(), 64);
      return new SamplerAnswerer("small", sampler, Small.TOKENIZER, size).answer(questions);
    }
  }

  @Test
  void greedyAnswersAreTheEngines() {
    Map<String, String> files =
        Map.of(
            "config.json", ConfigJson.of(Small.config(), false),
            "tokenizer.json", Small.FILES.tokenizer(),
            "tokenizer_config.json", Small.FILES.config());
    FathomOptions options = FathomOptions.DEFAULTS.withThreads(2).withCacheType(ElementType.F32);
    for (int budget : new int[] {Asked.UNBOUNDED, 0}) {
      try (Fathom fathom = Fathom.open(ModelFile.of(trainee.snapshot(), files), options)) {
        List<Asked> questions = questions(0, budget);
        List<Answered> engines = new EngineAnswerer("small", fathom, 8).answer(questions);
        List<Answered> ours = sampled(questions);
        for (int i = 0; i < ours.size(); i++) {
          assertThat(ours.get(i).answer()).isEqualTo(engines.get(i).answer().strip());
          assertThat(ours.get(i).thought()).isEqualTo(engines.get(i).thought().strip());
          assertThat(ours.get(i).tokens()).isEqualTo(engines.get(i).tokens());
          assertThat(ours.get(i).truncated()).isEqualTo(engines.get(i).truncated());
        }
        assertThat(ours).extracting(Answered::truncated).contains(false);
      }
    }
  }

  @Test
  void endsThoughtsAtTheirBudget() {
    for (Answered each : sampled(questions(1.5, 3))) {
      assertThat(each.thoughtTokens()).isLessThanOrEqualTo(4);
    }
  }

  @Test
  void answersToOneQuestionDifferBySeed() {
    Asked one = questions(1, Asked.UNBOUNDED).getFirst();
    List<Asked> many = new ArrayList<>();
    for (int seed = 0; seed < 30; seed++) {
      many.add(new Asked(one.question(), 1, seed, 20, Asked.UNBOUNDED));
    }
    List<Answered> answers = sampled(many);
    assertThat(answers.stream().map(Answered::answer).distinct().count()).isGreaterThan(5);
    assertThat(sampled(many.subList(7, 9))).isEqualTo(answers.subList(7, 9));
  }
}
