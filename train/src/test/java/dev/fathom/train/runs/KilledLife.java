package dev.fathom.train.runs;

import dev.fathom.train.recipe.StageConfig;
import dev.fathom.train.runs.Run.Mode;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/// The process that {@link KilledRunTest} kills.
final class KilledLife {
  static final String CONFIG = "small";

  private KilledLife() {}

  static StageConfig.Learning stage(int steps) {
    return Stages.learning(steps, "checkpoint-every = 3\nkeep = 2\nvalidate-every = 0");
  }

  /// @param arguments folder, steps
  public static void main(String[] arguments) {
    try (Run run = Run.open(Path.of(arguments[0]), CONFIG, Mode.EITHER)) {
      StageConfig.Learning stage = stage(Integer.parseInt(arguments[1]));
      Learner learner = new Learner(Course.of(stage), Stages.ROWS, new FakeTrainee(2), run);
      AtomicBoolean told = new AtomicBoolean();
      learner
          .watchedBy(
              progress -> {
                // where a checkpoint was written, a later life has something to go on from
                if (progress instanceof Progress.Saved && !told.getAndSet(true)) {
                  System.out.println("at work");
                }
              })
          .learn(() -> false);
    }
  }
}
