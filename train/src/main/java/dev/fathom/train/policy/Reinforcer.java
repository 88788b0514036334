package dev.fathom.train.policy;

import dev.fathom.model.ModelException;
import dev.fathom.text.Tokenizer;
import dev.fathom.train.PolicyRows;
import dev.fathom.train.StepReport;
import dev.fathom.train.Trainee;
import dev.fathom.train.data.ChatLines;
import dev.fathom.train.data.Dice;
import dev.fathom.train.recipe.StageConfig;
import dev.fathom.train.runs.Course;
import dev.fathom.train.runs.Learner;
import dev.fathom.train.runs.Progress;
import dev.fathom.train.runs.Run;
import dev.fathom.train.runs.RunState;
import dev.fathom.train.runs.StageLoop;
import dev.fathom.train.tasks.Split;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The stage `grpo`: draws questions, samples a group of answers to each, has them verified, and
/// follows the policy gradient (DeepSeekMath, section 4.1). What a step does is told by weights,
/// seed, step and the pass rates so far, so that a run that goes on ends with the same hash.
public final class Reinforcer {
  /// Answers under way at once.
  private static final int TOGETHER = 768;

  /// Tokens that are left for an answer at least.
  private static final int LEAST_ROOM = 16;

  private static final StepReport NOTHING = new StepReport(0, 0, 0, 0, 0, 0, 0, 0, new float[0][]);

  private final StageConfig.Policy config;
  private final Means means;
  private final StageLoop loop;
  private final Prompts prompts;
  private final Judge judge;
  private final Curriculum curriculum;
  private Learner.Probe probe = (step, model) -> Map.of();
  private @Nullable Trainee reference;

  /// With what a stage works; it closes none of it.
  ///
  /// @param trainee with the weights the stage begins with; those of the run's newest checkpoint
  ///   take their place
  /// @param seed of questions and answers
  public record Means(Trainee trainee, Sampler sampler, Tokenizer tokenizer, long seed) {}

  public Reinforcer(StageConfig.Policy config, Means means, Run run) {
    this.config = config;
    this.means = means;
    loop = new StageLoop(Course.of(config), means.trainee(), run);
    int most = means.trainee().config().context() - LEAST_ROOM;
    prompts = new Prompts(config.mix(), means.tokenizer(), means.seed(), most);
    judge = new Judge(means.tokenizer());
    curriculum = new Curriculum(config.mix(), config.band());
  }

  public Reinforcer watchedBy(Progress.Listener other) {
    loop.watchedBy(other);
    return this;
  }

  public Reinforcer probedBy(Learner.Probe other) {
    probe = other;
    return this;
  }

  /// With the frozen weights that the KL term keeps the policy close to: those the stage begins
  /// with.
  public Reinforcer against(Trainee frozen) {
    reference = frozen;
    return this;
  }

  /// Learns to the last step, or until `stop` says so, and saves. A loss that is no number throws
  /// {@link dev.fathom.train.TrainingException} and leaves the last checkpoint as it is.
  public RunState learn(BooleanSupplier stop) {
    if (config.loss().kl() > 0 && reference == null) {
      throw new IllegalStateException(config.name() + ": a KL term needs a reference");
    }
    RunState start = loop.restore();
    curriculum.recall(start.extra());
    return loop.go(start, this::step, this::validate, stop);
  }

  private RunState step(RunState before) {
    int step = before.step() + 1;
    double rate = config.schedule().rate(step, config.steps());
    long start = System.nanoTime();
    List<Group> groups = rollout(step);
    double sampling = seconds(start);
    groups.forEach(
        group ->
            curriculum.saw(
                group.question().problem().family(),
                group.question().problem().level(),
                group.passRate()));
    Experience experience = Experience.of(groups, config.loss().kind(), config.overlong());
    StepReport report = experience.empty() ? NOTHING : reinforce(step, experience, rate);
    double seconds = seconds(start);
    Figures figures = new Figures(groups);
    Map<String, Object> line = line(figures, experience, sampling, seconds - sampling);
    double speed = report.tokens() * config.updates() / (seconds - sampling);
    loop.tell(new Progress.Sampled(config.name(), step, numbers(line)));
    loop.took(new StageLoop.Taken(step, rate, report, speed, line, seconds));
    return before.next(report.tokens() + figures.tokens(), seconds).with(curriculum.notes());
  }

  private static double seconds(long since) {
    return Math.max((System.nanoTime() - since) * 1e-9, 1e-9);
  }

  private List<Group> rollout(int step) {
    means.sampler().follow(means.trainee());
    List<Prompts.Question> questions =
        prompts.draw(Split.TRAIN, step, config.prompts(), curriculum);
    List<Ask> asks = new ArrayList<>();
    for (int i = 0; i < questions.size(); i++) {
      long stream = Dice.of(means.seed(), step, i, 3).bits();
      asks.add(Ask.of(questions.get(i).prompt(), config.group(), stream));
    }
    try {
      List<List<Sample>> answers = means.sampler().sample(asks, settings(config.temperature()));
      return judged(step, questions, answers);
    } catch (ModelException broken) {
      throw loop.stopped(step, String.valueOf(broken.getMessage()), broken);
    }
  }

  private SamplerSettings settings(double temperature) {
    int end = means.tokenizer().eos().orElse(means.tokenizer().id(ChatLines.EOS).orElse(-1));
    return new SamplerSettings(temperature, config.loss().longest(), Set.of(end), TOGETHER);
  }

  private List<Group> judged(
      int step, List<Prompts.Question> questions, List<List<Sample>> answers) {
    List<Group> groups = new ArrayList<>();
    for (int i = 0; i < questions.size(); i++) {
      Dice dice = Dice.of(means.seed(), step, i, 4);
      groups.add(Group.of(questions.get(i), answers.get(i), judge, config.reward(), dice));
    }
    return groups;
  }

  private StepReport reinforce(int step, Experience experience, double rate) {
    PolicyRows rows = experience.policyRows();
    Trainee frozen = reference;
    if (config.loss().kl() > 0 && frozen != null) {
      rows = rows.against(frozen.logProbabilities(rows.rows()));
    }
    if (config.updates() > 1) {
      rows = rows.sampledAt(means.trainee().logProbabilities(rows.rows()));
    }
    StepReport report = NOTHING;
    PolicyRows learned = rows;
    for (int update = 1; update <= config.updates(); update++) {
      report = loop.sound(step, () -> means.trainee().reinforce(learned, config.loss(), rate));
    }
    return report;
  }

  private Map<String, Object> line(
      Figures figures, Experience experience, double sampling, double learning) {
    Map<String, Object> line = new LinkedHashMap<>(figures.means());
    double groups = Math.max(1, experience.groups() + experience.flat());
    line.put("zero_variance", experience.flat() / groups);
    line.put("sampled_tokens", figures.tokens());
    line.put("rollout_seconds", sampling);
    line.put("learn_seconds", learning);
    line.put("rollout_tokens_per_second", figures.tokens() / sampling);
    line.put("accuracy_by_family", figures.families());
    line.put("pass_by_level", curriculum.rates());
    return line;
  }

  private static Map<String, Double> numbers(Map<String, Object> line) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    line.forEach(
        (name, value) -> {
          if (value instanceof Number number) {
            numbers.put(name, number.doubleValue());
          }
        });
    return numbers;
  }

  /// Greedy answers to questions never trained on, in the shares of the mix.
  private void validate(int step) {
    int count = config.keeping().validationQuestions();
    if (count == 0) {
      return;
    }
    means.sampler().follow(means.trainee());
    Curriculum even = new Curriculum(config.mix(), config.band());
    List<Prompts.Question> questions = prompts.draw(Split.VALIDATION, 0, count, even);
    List<Ask> asks = questions.stream().map(each -> Ask.of(each.prompt(), 1, 0)).toList();
    Figures figures =
        new Figures(judged(step, questions, means.sampler().sample(asks, settings(0))));
    Map<String, Double> values = new LinkedHashMap<>(figures.means());
    figures
        .counts()
        .forEach(
            (family, share) -> {
              values.put("right_" + family, (double) share[0]);
              values.put("asked_" + family, (double) share[1]);
            });
    values.putAll(probe.look(step, means.trainee()));
    loop.validated(step, values);
  }
}
