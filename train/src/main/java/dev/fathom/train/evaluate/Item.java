package dev.fathom.train.evaluate;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A question with all the answers a model gave to it.
public record Item(Question question, List<Answered> answers) {
  public Item {
    if (answers.isEmpty()) {
      throw new IllegalArgumentException("an item needs at least one answer");
    }
    answers = List.copyOf(answers);
  }

  /// Right answers.
  int right() {
    return Math.toIntExact(answers.stream().filter(this::isRight).count());
  }

  private boolean isRight(Answered answered) {
    return answered.failure().isEmpty()
        && !answered.truncated()
        && question.right().test(answered.answer());
  }

  /// Whether what most of the first `k` answers say is right; of equally many, what came first.
  boolean rightByVote(int k) {
    Map<String, Integer> votes = new HashMap<>();
    Answered best = answers.getFirst();
    int most = 0;
    for (Answered answered : answers.subList(0, k)) {
      if (!answered.truncated() && answered.failure().isEmpty()) {
        votes.merge(answered.answer().strip(), 1, Integer::sum);
      }
    }
    for (Answered answered : answers.subList(0, k)) {
      int count = votes.getOrDefault(answered.answer().strip(), 0);
      if (count > most && !answered.truncated()) {
        most = count;
        best = answered;
      }
    }
    return isRight(best);
  }
}
