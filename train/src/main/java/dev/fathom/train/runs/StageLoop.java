package dev.fathom.train.runs;

import dev.fathom.train.StepReport;
import dev.fathom.train.Trainee;
import dev.fathom.train.TrainingException;
import dev.fathom.train.recipe.Keeping;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// What every stage that learns has in common: step after step from the newest checkpoint on, with
/// validations and checkpoints in between.
public final class StageLoop {
  private final Course course;
  private final Trainee trainee;
  private final Run run;
  private final Keeping keeping;
  private final Pace pace;
  private Progress.Listener listener = Progress.Listener.NONE;

  /// A step of the optimizer.
  ///
  /// @param rate factor of the learning rate
  /// @param tokensPerSecond of the learning in it
  /// @param figures more for the metrics
  /// @param seconds it took, with all that belongs to it
  public record Taken(
      int step,
      double rate,
      StepReport report,
      double tokensPerSecond,
      Map<String, ?> figures,
      double seconds) {}

  /// @param trainee with the weights the stage begins with; those of the run's newest checkpoint
  ///   take their place
  public StageLoop(Course course, Trainee trainee, Run run) {
    this.course = course;
    this.trainee = trainee;
    this.run = run;
    keeping = course.keeping();
    pace = new Pace(course.steps());
  }

  public void watchedBy(Progress.Listener other) {
    listener = other;
  }

  /// Puts the newest checkpoint into the trainee and says where it was.
  public RunState restore() {
    return run.restore(trainee);
  }

  /// Works from `start` to the last step, or until `stop` says so, and saves.
  public RunState go(
      RunState start, UnaryOperator<RunState> step, IntConsumer validate, BooleanSupplier stop) {
    RunState state = start;
    while (state.step() < course.steps() && !stop.getAsBoolean()) {
      state = step.apply(state);
      if (due(state.step(), keeping.validateEvery())) {
        validate.accept(state.step());
      }
      if (due(state.step(), keeping.checkpointEvery())) {
        save(state);
      }
    }
    if (state.step() > 0) {
      save(state);
    }
    listener.on(new Progress.Ended(course.name(), state, state.step() >= course.steps()));
    return state;
  }

  private boolean due(int step, int every) {
    return every > 0 && (step % every == 0 || step == course.steps());
  }

  private void save(RunState state) {
    String place = run.save(trainee, state, keeping.keep()).toString();
    listener.on(new Progress.Saved(course.name(), state.step(), place));
  }

  /// What `learning` reports; where it fails or its loss is no number, the run stops and the last
  /// checkpoint stays as it is.
  public StepReport sound(int step, Supplier<StepReport> learning) {
    StepReport report;
    try {
      report = learning.get();
    } catch (TrainingException e) {
      throw stopped(step, String.valueOf(e.getMessage()), e);
    }
    if (!Double.isFinite(report.loss())) {
      throw stopped(step, "the loss is " + report.loss(), null);
    }
    return report;
  }

  /// Why the run cannot go on.
  public TrainingException stopped(int step, String why, @Nullable Throwable cause) {
    return new TrainingException(
        "%s: step %d: %s; the last good checkpoint is %s; try a lower rate"
            .formatted(course.name(), step, why, run.newest()),
        cause);
  }

  /// Writes a step down and tells of it.
  public void took(Taken taken) {
    int step = taken.step();
    double rate = taken.rate();
    double speed = taken.tokensPerSecond();
    pace.took(taken.seconds());
    Map<String, Object> line = StepLine.of(step, rate, taken.report(), speed);
    line.putAll(taken.figures());
    run.log(line);
    listener.on(
        new Progress.Stepped(
            course.name(), step, course.steps(), rate, taken.report(), speed, pace.left(step)));
  }

  /// Writes a validation down and tells of it.
  public void validated(int step, Map<String, Double> values) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("step", step);
    values.forEach((name, value) -> line.put("validation_" + name, value));
    run.log(line);
    listener.on(new Progress.Validated(course.name(), step, values));
  }

  /// Tells of what is no step and no validation.
  public void tell(Progress progress) {
    listener.on(progress);
  }
}
