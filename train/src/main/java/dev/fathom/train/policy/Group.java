package dev.fathom.train.policy;

import dev.fathom.train.data.Dice;
import dev.fathom.train.recipe.StageConfig;
import java.util.List;
import java.util.stream.IntStream;

/// All answers to one question, judged.
///
/// @param rewards of each
record Group(
    Prompts.Question question, List<Sample> samples, List<Verdict> verdicts, double[] rewards) {
  /// @param dice of the question, for rewards at random
  static Group of(
      Prompts.Question question,
      List<Sample> samples,
      Judge judge,
      StageConfig.Reward kind,
      Dice dice) {
    List<Verdict> verdicts =
        samples.stream()
            .map(sample -> judge.of(question.task(), question.problem(), sample))
            .toList();
    double[] rewards = new double[verdicts.size()];
    for (int i = 0; i < rewards.length; i++) {
      rewards[i] = reward(kind, verdicts.get(i), dice);
    }
    return new Group(question, samples, verdicts, rewards);
  }

  private static double reward(StageConfig.Reward kind, Verdict verdict, Dice dice) {
    return switch (kind) {
      case ACCURACY -> verdict.right() ? 1 : verdict.formatted() ? 0.1 : 0;
      case FORMAT -> verdict.formatted() ? 1 : 0;
      case RANDOM -> dice.chance(0.5) ? 1 : 0;
    };
  }

  /// The share of right answers.
  double passRate() {
    return (double) verdicts.stream().filter(Verdict::right).count() / verdicts.size();
  }

  /// The answers that are learned from.
  int[] counted(StageConfig.Overlong overlong) {
    return IntStream.range(0, samples.size())
        .filter(i -> overlong == StageConfig.Overlong.ZERO || !verdicts.get(i).truncated())
        .toArray();
  }
}
