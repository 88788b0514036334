package dev.fathom.train.runs;

import dev.fathom.train.Rows;
import dev.fathom.train.StepReport;
import dev.fathom.train.Trainee;
import dev.fathom.train.TrainingException;
import dev.fathom.train.data.RowSource;
import dev.fathom.train.recipe.StageConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/// The stages `pretrain` and `sft`: next-token learning on rows by number.
public final class Learner {
  private final StageConfig.Learning config;
  private final RowSource source;
  private final Trainee trainee;
  private final Run run;
  private Probe probe = (step, model) -> Map.of();
  private Progress.Listener listener = Progress.Listener.NONE;

  /// What else is measured at a validation, such as accuracy by sampling; goes to the metrics.
  public interface Probe {
    Map<String, Double> look(int step, Trainee trainee);
  }

  /// @param trainee with the weights the stage begins with; those of the run's newest checkpoint
  ///   take their place
  public Learner(StageConfig.Learning config, RowSource source, Trainee trainee, Run run) {
    this.config = config;
    this.source = source;
    this.trainee = trainee;
    this.run = run;
  }

  public Learner watchedBy(Progress.Listener other) {
    listener = other;
    return this;
  }

  public Learner probedBy(Probe other) {
    probe = other;
    return this;
  }

  /// Learns to the last step, or until `stop` says so, and saves. A loss that is no number throws
  /// {@link TrainingException} and leaves the last checkpoint as it is.
  public RunState learn(BooleanSupplier stop) {
    RunState state = run.restore(trainee);
    Pace pace = new Pace(config.steps());
    while (state.step() < config.steps() && !stop.getAsBoolean()) {
      state = step(state, pace);
      if (due(state.step(), config.keeping().validateEvery())) {
        validate(state.step());
      }
      if (due(state.step(), config.keeping().checkpointEvery())) {
        save(state);
      }
    }
    if (state.step() > 0) {
      save(state);
    }
    listener.on(new Progress.Ended(config.name(), state, state.step() >= config.steps()));
    return state;
  }

  private boolean due(int step, int every) {
    return every > 0 && (step % every == 0 || step == config.steps());
  }

  private RunState step(RunState before, Pace pace) {
    int step = before.step() + 1;
    double rate = config.schedule().rate(step, config.steps());
    Rows rows = source.rows(step);
    long start = System.nanoTime();
    StepReport report;
    try {
      report = trainee.learn(rows, rate);
    } catch (TrainingException e) {
      throw stopped(step, String.valueOf(e.getMessage()), e);
    }
    if (!Double.isFinite(report.loss())) {
      throw stopped(step, "the loss is " + report.loss(), null);
    }
    double seconds = (System.nanoTime() - start) * 1e-9;
    pace.took(seconds);
    double speed = report.tokens() / Math.max(seconds, 1e-9);
    run.log(StepLine.of(step, rate, report, speed));
    listener.on(
        new Progress.Stepped(
            config.name(), step, config.steps(), rate, report, speed, pace.left(step)));
    return before.next(report.tokens(), seconds);
  }

  private TrainingException stopped(
      int step, String why, @org.jspecify.annotations.Nullable Throwable cause) {
    return new TrainingException(
        "%s: step %d: %s; the last good checkpoint is %s; try a lower rate"
            .formatted(config.name(), step, why, run.newest()),
        cause);
  }

  private void validate(int step) {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("loss", validationLoss());
    values.putAll(probe.look(step, trainee));
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("step", step);
    values.forEach((name, value) -> line.put("validation_" + name, value));
    run.log(line);
    listener.on(new Progress.Validated(config.name(), step, values));
  }

  private double validationLoss() {
    Rows rows = source.validation(config.keeping().validationRows());
    float[][] logs = trainee.logProbabilities(rows);
    double sum = 0;
    double weight = 0;
    for (int row = 0; row < logs.length; row++) {
      for (int at = 1; at < logs[row].length; at++) {
        sum -= rows.weights()[row][at] * logs[row][at];
        weight += rows.weights()[row][at];
      }
    }
    return sum / Math.max(weight, 1);
  }

  private void save(RunState state) {
    String place = run.save(trainee, state, config.keeping().keep()).toString();
    listener.on(new Progress.Saved(config.name(), state.step(), place));
  }
}
