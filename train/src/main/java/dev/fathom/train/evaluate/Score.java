package dev.fathom.train.evaluate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a model reached on some questions.
///
/// @param group what they have in common: `chain_sum`, `chain_sum level 2`, `en`, `all`
/// @param questions how many
/// @param right answers, of all answers
/// @param truncated answers that ended because they were too long
/// @param failed answers that never came; they count as wrong
/// @param thought mean tokens of a thought
/// @param tokens mean tokens of an answer, thought included
/// @param passAtK by k: the chance that one of k answers is right
/// @param consAtK by k: whether most of k answers are right
public record Score(
    String group,
    int questions,
    Share right,
    Share truncated,
    long failed,
    double thought,
    double tokens,
    Map<Integer, Double> passAtK,
    Map<Integer, Share> consAtK) {
  /// Over `items`, which have equally many answers each.
  static Score of(String group, List<Item> items) {
    List<Answered> answers = items.stream().flatMap(item -> item.answers().stream()).toList();
    long right = items.stream().mapToLong(Item::right).sum();
    Map<Integer, Double> passes = new LinkedHashMap<>();
    Map<Integer, Share> votes = new LinkedHashMap<>();
    int samples = items.getFirst().answers().size();
    for (int k = 1; k <= samples; k *= 2) {
      int drawn = k;
      passes.put(k, items.stream().mapToDouble(item -> pass(item, drawn)).average().orElse(0));
      long voted = items.stream().filter(item -> item.rightByVote(drawn)).count();
      votes.put(k, new Share(voted, items.size()));
    }
    return new Score(
        group,
        items.size(),
        new Share(right, answers.size()),
        new Share(answers.stream().filter(Answered::truncated).count(), answers.size()),
        answers.stream().filter(answer -> !answer.failure().isEmpty()).count(),
        answers.stream().mapToInt(Answered::thoughtTokens).average().orElse(0),
        answers.stream().mapToInt(Answered::tokens).average().orElse(0),
        passes,
        votes);
  }

  private static double pass(Item item, int k) {
    return PassAtK.of(item.answers().size(), item.right(), k);
  }

  /// The mean of `scores`, each counting alike.
  public static double macro(List<Score> scores) {
    return scores.stream().mapToDouble(score -> score.right().value()).average().orElse(0);
  }
}
