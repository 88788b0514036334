package dev.fathom.train.policy;

import dev.fathom.train.PolicyLoss;
import dev.fathom.train.PolicyRows;
import dev.fathom.train.Rows;
import dev.fathom.train.recipe.StageConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// What a step learns from: the answers of all groups in which rewards differ.
///
/// @param rows empty where there is no such group
/// @param groups that were kept
/// @param flat groups that were dropped because all rewards were the same
record Experience(List<Row> rows, int groups, int flat) {
  /// An answer behind its prompt.
  record Row(int[] tokens, int promptLength, float advantage) {}

  static Experience of(List<Group> groups, PolicyLoss.Kind kind, StageConfig.Overlong overlong) {
    List<Row> rows = new ArrayList<>();
    int kept = 0;
    for (Group group : groups) {
      int[] counted = group.counted(overlong);
      double[] rewards = IntStream.of(counted).mapToDouble(i -> group.rewards()[i]).toArray();
      if (rewards.length < 2 || Advantages.flat(rewards)) {
        continue;
      }
      kept++;
      float[] advantages = Advantages.of(kind, rewards);
      for (int i = 0; i < counted.length; i++) {
        rows.add(row(group, counted[i], advantages[i]));
      }
    }
    return new Experience(rows, kept, groups.size() - kept);
  }

  private static Row row(Group group, int index, float advantage) {
    int[] prompt = group.question().prompt();
    int[] said = group.samples().get(index).tokens();
    int[] both = Arrays.copyOf(prompt, prompt.length + said.length);
    System.arraycopy(said, 0, both, prompt.length, said.length);
    return new Row(both, prompt.length, advantage);
  }

  boolean empty() {
    return rows.isEmpty();
  }

  /// As the trainee reads them, drawn from its present weights.
  PolicyRows policyRows() {
    int[][] tokens = rows.stream().map(Row::tokens).toArray(int[][]::new);
    float[][] weights = new float[tokens.length][];
    float[] advantages = new float[tokens.length];
    for (int i = 0; i < tokens.length; i++) {
      Row row = rows.get(i);
      weights[i] = new float[tokens[i].length];
      Arrays.fill(weights[i], row.promptLength(), tokens[i].length, 1);
      advantages[i] = row.advantage();
    }
    return new PolicyRows(new Rows(tokens, weights), advantages, new float[tokens.length][0], null);
  }
}
