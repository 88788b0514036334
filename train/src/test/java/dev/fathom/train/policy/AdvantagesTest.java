package dev.fathom.train.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.train.PolicyLoss;
import dev.fathom.train.recipe.StageConfig;
import dev.fathom.train.tasks.Language;
import dev.fathom.train.tasks.Problem;
import dev.fathom.train.tasks.Task;
import dev.fathom.train.tasks.Tasks;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AdvantagesTest {
  @Test
  void sumToNothing() {
    for (long seed = 1; seed <= 50; seed++) {
      double[] rewards = new Random(seed).doubles(16).toArray();
      for (PolicyLoss.Kind kind : PolicyLoss.Kind.values()) {
        double sum = 0;
        for (float advantage : Advantages.of(kind, rewards)) {
          sum += advantage;
        }
        assertThat(sum).as("seed %d", seed).isCloseTo(0, within(1e-5));
      }
    }
  }

  @Test
  void onlyGrpoDividesByTheDeviation() {
    double[] rewards = {1, 0, 0, 0};
    assertThat(Advantages.of(PolicyLoss.Kind.GRPO, rewards)[0]).isCloseTo(1.5f, within(1e-3f));
    assertThat(Advantages.of(PolicyLoss.Kind.DR_GRPO, rewards)[0]).isEqualTo(0.75f);
    assertThat(Advantages.of(PolicyLoss.Kind.DAPO, rewards)[1]).isEqualTo(-0.25f);
  }

  private static Group group(double[] rewards, boolean... truncated) {
    Task task = Tasks.named("gcd");
    Problem problem = task.problem(1, 1, Language.ENGLISH);
    List<Sample> samples = new ArrayList<>();
    List<Verdict> verdicts = new ArrayList<>();
    for (int i = 0; i < rewards.length; i++) {
      samples.add(new Sample(new int[] {50 + i, 1}, new float[2], true));
      verdicts.add(new Verdict(false, false, i < truncated.length && truncated[i]));
    }
    Prompts.Question question = new Prompts.Question(task, problem, new int[] {5, 6, 7});
    return new Group(question, samples, verdicts, rewards);
  }

  @Test
  void groupsWithoutADifferenceAreDropped() {
    List<Group> groups = List.of(group(new double[] {1, 1, 1}), group(new double[] {1, 0.1, 0}));
    Experience experience = Experience.of(groups, PolicyLoss.Kind.DAPO, StageConfig.Overlong.MASK);
    assertThat(experience.groups()).isEqualTo(1);
    assertThat(experience.flat()).isEqualTo(1);
    assertThat(experience.rows()).hasSize(3);
    var rows = experience.policyRows();
    assertThat(rows.rows().tokens()[1]).containsExactly(5, 6, 7, 51, 1);
    assertThat(rows.rows().weights()[1]).containsExactly(0, 0, 0, 1, 1);
    assertThat(rows.sampled()[1]).isEmpty();
  }

  @Test
  void answersThatWereCutOffAreLeftOutOrWrong() {
    List<Group> groups = List.of(group(new double[] {1, 0, 0}, false, true, false));
    Experience masked = Experience.of(groups, PolicyLoss.Kind.DAPO, StageConfig.Overlong.MASK);
    assertThat(masked.rows()).extracting(Experience.Row::advantage).containsExactly(0.5f, -0.5f);
    Experience wrong = Experience.of(groups, PolicyLoss.Kind.DAPO, StageConfig.Overlong.ZERO);
    assertThat(wrong.rows()).hasSize(3);
    List<Group> all = List.of(group(new double[] {1, 0, 0}, true, true, false));
    assertThat(Experience.of(all, PolicyLoss.Kind.DAPO, StageConfig.Overlong.MASK).empty())
        .isTrue();
  }
}
