package dev.fathom.train.policy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;

/// What was seen in a step's answers, in numbers.
final class Figures {
  private final List<Group> groups;

  Figures(List<Group> groups) {
    this.groups = groups;
  }

  /// Tokens that were drawn.
  int tokens() {
    return sum(group -> group.samples().stream().mapToInt(each -> each.tokens().length).sum());
  }

  private int answers() {
    return sum(group -> group.samples().size());
  }

  /// Means over all answers.
  Map<String, Double> means() {
    Map<String, Double> means = new LinkedHashMap<>();
    double answers = Math.max(1, answers());
    means.put("reward", total(Figures::reward) / answers);
    means.put("accuracy", sum(group -> count(group, Verdict::right)) / answers);
    means.put("format", sum(group -> count(group, Verdict::formatted)) / answers);
    means.put("truncated", sum(group -> count(group, Verdict::truncated)) / answers);
    means.put("length", tokens() / answers);
    return means;
  }

  /// Share of right answers by family.
  Map<String, Double> families() {
    Map<String, Double> shares = new TreeMap<>();
    counts().forEach((family, count) -> shares.put(family, (double) count[0] / count[1]));
    return shares;
  }

  /// `[right, asked]` by family.
  Map<String, int[]> counts() {
    Map<String, int[]> counts = new TreeMap<>();
    for (Group group : groups) {
      int[] count = counts.computeIfAbsent(group.question().problem().family(), _ -> new int[2]);
      count[0] += count(group, Verdict::right);
      count[1] += group.samples().size();
    }
    return counts;
  }

  private static double reward(Group group) {
    double sum = 0;
    for (double reward : group.rewards()) {
      sum += reward;
    }
    return sum;
  }

  private static int count(Group group, Predicate<Verdict> what) {
    return (int) group.verdicts().stream().filter(what).count();
  }

  private int sum(ToIntFunction<Group> value) {
    return groups.stream().mapToInt(value).sum();
  }

  private double total(ToDoubleFunction<Group> value) {
    return groups.stream().mapToDouble(value).sum();
  }
}
