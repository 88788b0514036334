package dev.fathom.train.evaluate;

import dev.fathom.train.TrainingException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Asks a model many questions and counts.
public final class Evaluation {
  private static final int CHUNK = 512;

  private final Answerer answerer;
  private final EvaluationSettings settings;
  private Listener listener = (done, all) -> {};

  /// Who watches.
  public interface Listener {
    void answered(int done, int all);
  }

  public Evaluation(Answerer answerer, EvaluationSettings settings) {
    this.answerer = answerer;
    this.settings = settings;
  }

  public Evaluation watchedBy(Listener other) {
    listener = other;
    return this;
  }

  /// Asks all of `questions`. Throws {@link TrainingException} where none is answered.
  public Scores of(List<Question> questions) {
    List<Item> items = items(questions, Asked.UNBOUNDED);
    return new Scores(
        answerer.name(),
        settings,
        Score.of("all", items),
        by(items, Question::family),
        by(items, question -> question.family() + " level " + question.level()),
        by(items, Question::language));
  }

  /// The share of right answers by tokens that a thought may have.
  public Map<Integer, Share> budgetCurve(List<Question> questions, List<Integer> budgets) {
    Map<Integer, Share> curve = new LinkedHashMap<>();
    for (int budget : budgets) {
      curve.put(budget, Score.of("budget", items(questions, budget)).right());
    }
    return curve;
  }

  private List<Item> items(List<Question> questions, int budget) {
    if (questions.isEmpty()) {
      throw new IllegalArgumentException("there is nothing to ask");
    }
    List<Item> items = new ArrayList<>();
    int chunk = Math.max(1, CHUNK / settings.samples());
    for (int from = 0; from < questions.size(); from += chunk) {
      List<Question> some = questions.subList(from, Math.min(questions.size(), from + chunk));
      items.addAll(answered(some, from, budget));
      if (from == 0) {
        requireAnAnswer(items);
      }
      listener.answered(items.size(), questions.size());
    }
    return items;
  }

  private List<Item> answered(List<Question> questions, int first, int budget) {
    List<Asked> asked = new ArrayList<>();
    for (int i = 0; i < questions.size(); i++) {
      for (int sample = 0; sample < settings.samples(); sample++) {
        long seed = settings.seed() + (long) (first + i) * settings.samples() + sample;
        double temperature = settings.samples() == 1 ? 0 : settings.temperature();
        asked.add(
            new Asked(questions.get(i).text(), temperature, seed, settings.maxTokens(), budget));
      }
    }
    List<Answered> answers = answerer.answer(asked);
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < questions.size(); i++) {
      int from = i * settings.samples();
      items.add(new Item(questions.get(i), answers.subList(from, from + settings.samples())));
    }
    return items;
  }

  /// A model that answers nothing at all is not a bad model but a wrong address.
  private static void requireAnAnswer(List<Item> items) {
    List<Answered> answers = items.stream().flatMap(item -> item.answers().stream()).toList();
    if (answers.stream().noneMatch(answered -> answered.failure().isEmpty())) {
      throw new TrainingException(answers.getFirst().failure());
    }
  }

  private static List<Score> by(List<Item> items, Function<Question, String> key) {
    Map<String, List<Item>> groups = new LinkedHashMap<>();
    for (Item item : items) {
      groups.computeIfAbsent(key.apply(item.question()), name -> new ArrayList<>()).add(item);
    }
    List<Score> scores = new ArrayList<>();
    groups.forEach((name, group) -> scores.add(Score.of(name, group)));
    return scores;
  }
}
