package dev.fathom.train.policy;

import dev.fathom.text.Tokenizer;
import dev.fathom.train.TrainingException;
import dev.fathom.train.data.ChatLines;
import dev.fathom.train.data.Dice;
import dev.fathom.train.recipe.MixConfig;
import dev.fathom.train.tasks.Language;
import dev.fathom.train.tasks.Problem;
import dev.fathom.train.tasks.Split;
import dev.fathom.train.tasks.Task;
import dev.fathom.train.tasks.Tasks;
import java.util.ArrayList;
import java.util.List;

/// Questions by seed, step and number. All ask for a thought.
final class Prompts {
  private static final int TRIES = 200;

  private final MixConfig mix;
  private final Tokenizer tokenizer;
  private final long seed;
  private final int most;

  /// @param most tokens of a prompt at most; longer ones are drawn again
  Prompts(MixConfig mix, Tokenizer tokenizer, long seed, int most) {
    this.mix = mix;
    this.tokenizer = tokenizer;
    this.seed = seed;
    this.most = most;
  }

  /// A problem, who verifies it, and its prompt's tokens.
  record Question(Task task, Problem problem, int[] prompt) {}

  /// `count` questions that belong to `step`, in the shares of `curriculum`.
  List<Question> draw(Split split, int step, int count, Curriculum curriculum) {
    List<Double> shares = curriculum.shares();
    List<Question> questions = new ArrayList<>(count);
    for (int number = 0; number < count; number++) {
      Dice dice = Dice.of(seed, split.residue(), step, number);
      questions.add(question(split, dice, shares, curriculum));
    }
    return questions;
  }

  private Question question(Split split, Dice dice, List<Double> shares, Curriculum curriculum) {
    for (int i = 0; i < TRIES; i++) {
      Curriculum.Cell cell = curriculum.cells().get(dice.of(shares));
      Language language = dice.chance(mix.german()) ? Language.GERMAN : Language.ENGLISH;
      Task task = Tasks.named(cell.family);
      Problem problem = task.problem(split.seed(dice.bits() >>> 2), cell.level, language);
      int[] prompt = tokenizer.encode(ChatLines.prompt(problem.question()), true);
      if (prompt.length <= most) {
        return new Question(task, problem, prompt);
      }
    }
    throw new TrainingException(
        "of %d questions none fits into %d tokens; a longer context or lower levels are needed"
            .formatted(TRIES, most));
  }
}
