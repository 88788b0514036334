package dev.fathom.train.pipeline;

import dev.fathom.engine.Fathom;
import dev.fathom.engine.FathomOptions;
import dev.fathom.model.ModelFile;
import dev.fathom.train.Trainee;
import dev.fathom.train.data.Selection;
import dev.fathom.train.evaluate.EngineAnswerer;
import dev.fathom.train.evaluate.Evaluation;
import dev.fathom.train.evaluate.EvaluationSettings;
import dev.fathom.train.evaluate.Question;
import dev.fathom.train.evaluate.Questions;
import dev.fathom.train.evaluate.Score;
import dev.fathom.train.evaluate.Scores;
import dev.fathom.train.recipe.MixConfig;
import dev.fathom.train.runs.Learner;
import dev.fathom.train.tasks.Split;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Lets a model in training answer questions of the validation split by Fathom's engine, greedily,
/// and tells how many were right.
final class GreedyProbe implements Learner.Probe {
  private static final int TOGETHER = 64;

  private final ModelTexts texts;
  private final int threads;
  private final List<Question> questions;

  GreedyProbe(ModelTexts texts, List<Question> questions, int threads) {
    this.texts = texts;
    this.questions = List.copyOf(questions);
    this.threads = threads;
  }

  /// `count` questions of a mix, in its shares, each with its thought.
  static List<Question> questions(MixConfig mix, long seed, int count) {
    Selection selection = new Selection(mix, seed);
    List<Question> questions = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      questions.add(Questions.of(selection.example(Split.VALIDATION, number).problem()));
    }
    return questions;
  }

  @Override
  public Map<String, Double> look(int step, Trainee trainee) {
    if (questions.isEmpty()) {
      return Map.of();
    }
    Scores scores;
    int context = texts.config().context();
    FathomOptions options =
        FathomOptions.DEFAULTS
            .withThreads(threads)
            .withContext(context)
            .withCacheTokens(TOGETHER * context)
            .withSequences(TOGETHER, TOGETHER);
    try (Fathom fathom = Fathom.open(ModelFile.of(trainee.snapshot(), texts.texts()), options)) {
      EngineAnswerer answerer = new EngineAnswerer("step " + step, fathom, TOGETHER);
      scores = new Evaluation(answerer, EvaluationSettings.greedy(context)).of(questions);
    }
    return values(scores);
  }

  private static Map<String, Double> values(Scores scores) {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("accuracy", scores.all().right().value());
    values.put("truncated", scores.all().truncated().value());
    values.put("thought", scores.all().thought());
    for (Score family : scores.families()) {
      values.put("right_" + family.group(), (double) family.right().hits());
      values.put("asked_" + family.group(), (double) family.right().count());
    }
    return values;
  }
}
