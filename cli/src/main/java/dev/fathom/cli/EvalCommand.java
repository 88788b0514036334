package dev.fathom.cli;

import dev.fathom.train.evaluate.Answerer;
import dev.fathom.train.evaluate.Evaluation;
import dev.fathom.train.evaluate.EvaluationSettings;
import dev.fathom.train.evaluate.Question;
import dev.fathom.train.evaluate.Scores;
import dev.fathom.train.evaluate.Share;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `fathom eval`: how many problems a model solves.
@Command(name = "eval")
final class EvalCommand implements Verb {
  @Mixin final CommonOptions common = new CommonOptions();
  @Mixin final EvalModel model = new EvalModel();
  @Mixin final EvalQuestions questions = new EvalQuestions();

  @Option(names = "--samples", paramLabel = "K", descriptionKey = "eval-samples")
  int samples = 1;

  @Option(names = "--temp", paramLabel = "T", descriptionKey = "eval-temp")
  double temperature = 0.8;

  @Option(names = "--max-tokens", paramLabel = "N", descriptionKey = "eval-max-tokens")
  int maxTokens = 4096;

  @Option(names = "--seed", paramLabel = "N", descriptionKey = "seed")
  long seed;

  @Option(names = "--budgets", paramLabel = "N", split = ",", descriptionKey = "eval-budgets")
  String[] budgets = {};

  @Option(names = "--json", descriptionKey = "eval-json")
  boolean json;

  @Override
  public int run(Surroundings around) {
    EvaluationSettings settings = settings();
    List<Integer> thoughts = NumberList.parse("--budgets", budgets);
    List<Question> asked = questions.read();
    try (Answerer answerer = model.open(around)) {
      Scores scores = scores(answerer, settings, asked, around);
      Map<Integer, Share> curve =
          thoughts.isEmpty() ? Map.of() : curve(answerer, asked, thoughts, around);
      if (json) {
        around.out().println(scores.json(curve));
      } else {
        around.out().print(new EvalReport(scores, curve).text(around.texts()));
      }
    }
    return 0;
  }

  private EvaluationSettings settings() {
    try {
      return new EvaluationSettings(samples, temperature, maxTokens, seed);
    } catch (IllegalArgumentException wrong) {
      throw Failure.ofUsage("usage.sampling", String.valueOf(wrong.getMessage()));
    }
  }

  private static Scores scores(
      Answerer answerer, EvaluationSettings settings, List<Question> asked, Surroundings around) {
    try (Progress progress = Progress.start(around, "progress.eval")) {
      return new Evaluation(answerer, settings)
          .watchedBy((done, all) -> progress.at((double) done / all, done + "/" + all))
          .of(asked);
    }
  }

  /// Greedy, for every budget anew.
  private Map<Integer, Share> curve(
      Answerer answerer, List<Question> asked, List<Integer> thoughts, Surroundings around) {
    try (Progress progress = Progress.start(around, "progress.budgets")) {
      List<Integer> begun = new ArrayList<>();
      return new Evaluation(answerer, EvaluationSettings.greedy(maxTokens))
          .watchedBy(
              (done, all) -> {
                double part = (begun.size() + (double) done / all) / thoughts.size();
                progress.at(part, "");
                if (done == all) {
                  begun.add(all);
                }
              })
          .budgetCurve(asked, thoughts);
    }
  }
}
