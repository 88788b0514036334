package dev.fathom.train.runs;

import dev.fathom.train.Rows;
import dev.fathom.train.StepReport;
import dev.fathom.train.Trainee;
import dev.fathom.train.data.RowSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/// Next-token learning on rows by number.
public final class Learner {
  private final Course course;
  private final RowSource source;
  private final Trainee trainee;
  private final StageLoop loop;
  private Probe probe = (step, model) -> Map.of();

  /// What else is measured at a validation, such as accuracy by sampling; goes to the metrics.
  public interface Probe {
    Map<String, Double> look(int step, Trainee trainee);
  }

  /// @param trainee with the weights the stage begins with; those of the run's newest checkpoint
  ///   take their place
  public Learner(Course course, RowSource source, Trainee trainee, Run run) {
    this.course = course;
    this.source = source;
    this.trainee = trainee;
    loop = new StageLoop(course, trainee, run);
  }

  public Learner watchedBy(Progress.Listener other) {
    loop.watchedBy(other);
    return this;
  }

  public Learner probedBy(Probe other) {
    probe = other;
    return this;
  }

  /// Learns to the last step, or until `stop` says so, and saves. A loss that is no number throws
  /// {@link dev.fathom.train.TrainingException} and leaves the last checkpoint as it is.
  public RunState learn(BooleanSupplier stop) {
    return loop.go(loop.restore(), this::step, this::validate, stop);
  }

  private RunState step(RunState before) {
    int step = before.step() + 1;
    double rate = course.schedule().rate(step, course.steps());
    Rows rows = source.rows(step);
    long start = System.nanoTime();
    StepReport report = loop.sound(step, () -> trainee.learn(rows, rate));
    double seconds = (System.nanoTime() - start) * 1e-9;
    double speed = report.tokens() / Math.max(seconds, 1e-9);
    loop.took(new StageLoop.Taken(step, rate, report, speed, Map.of(), seconds));
    return before.next(report.tokens(), seconds);
  }

  private void validate(int step) {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("loss", validationLoss());
    values.putAll(probe.look(step, trainee));
    loop.validated(step, values);
  }

  private double validationLoss() {
    Rows rows = source.validation(course.keeping().validationRows());
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
}
