package dev.fathom.train.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.train.data.ChatLines;
import dev.fathom.train.tasks.Language;
import dev.fathom.train.tasks.Problem;
import dev.fathom.train.tasks.Task;
import dev.fathom.train.tasks.Tasks;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JudgeTest {
  private static final Judge JUDGE = new Judge(Small.TOKENIZER);
  private static final Task TASK = Tasks.named("gcd");
  private static final Problem PROBLEM = TASK.problem(4, 1, Language.ENGLISH);

  private static Verdict verdict(String said) {
    int[] tokens = Small.TOKENIZER.encode(said, true);
    return JUDGE.of(TASK, PROBLEM, new Sample(tokens, new float[tokens.length], true));
  }

  private static String completion(String answer) {
    return ChatLines.completion("a thought", answer);
  }

  @Test
  void everyTasksOwnTraceIsRight() {
    for (Task task : Tasks.all()) {
      for (int i = 0; i < 20; i++) {
        Language language = i % 2 == 0 ? Language.ENGLISH : Language.GERMAN;
        Problem problem = task.problem(i, 1, language);
        String said = ChatLines.completion(problem.trace(), problem.answer());
        int[] tokens = Small.TOKENIZER.encode(said, true);
        Sample sample = new Sample(tokens, new float[tokens.length], true);
        assertThat(JUDGE.of(task, problem, sample))
            .as("%s %d", task.family(), i)
            .isEqualTo(new Verdict(true, true, false));
      }
    }
  }

  @Test
  void wrongAnswersHaveTheFormatAlone() {
    assertThat(verdict(completion("nothing"))).isEqualTo(new Verdict(false, true, false));
    assertThat(verdict(completion(PROBLEM.answer()))).isEqualTo(new Verdict(true, true, false));
  }

  @Test
  void otherFormsAreNoFormat() {
    String answer = PROBLEM.answer();
    Verdict none = new Verdict(false, false, false);
    assertThat(verdict(answer + ChatLines.EOS)).isEqualTo(none);
    assertThat(verdict("thought" + ChatLines.THOUGHT + ChatLines.EOS)).isEqualTo(none);
    assertThat(verdict("a" + ChatLines.THOUGHT + completion(answer))).isEqualTo(none);
    assertThat(verdict(ChatLines.THINK + completion(answer))).isEqualTo(none);
    assertThat(verdict(ChatLines.USER + completion(answer))).isEqualTo(none);
  }

  @Test
  void whatWasCutOffIsWrong() {
    int[] tokens = Small.TOKENIZER.encode(completion(PROBLEM.answer()), true);
    assertThat(JUDGE.of(TASK, PROBLEM, new Sample(tokens, new float[tokens.length], false)))
        .isEqualTo(new Verdict(false, false, true));
  }

  @Test
  void takesAnyTokens() {
    long seed = 9;
    Random random = new Random(seed);
    for (int i = 0; i < 2000; i++) {
      int[] tokens = random.ints(1 + random.nextInt(20), 0, 300).toArray();
      Verdict verdict = JUDGE.of(TASK, PROBLEM, new Sample(tokens, new float[tokens.length], true));
      assertThat(verdict.right()).as("seed %d, %d", seed, i).isFalse();
    }
  }
}
