package dev.fathom.train.runs;

import dev.fathom.train.recipe.Keeping;
import dev.fathom.train.recipe.MixConfig;
import dev.fathom.train.recipe.Optimization;
import dev.fathom.train.recipe.Schedule;
import dev.fathom.train.recipe.StageConfig;
import dev.fathom.train.runs.Run.Mode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/// The process that {@link KilledRunTest} kills.
final class KilledLife {
  static final String CONFIG = "small";

  private KilledLife() {}

  static StageConfig.Learning stage(int steps) {
    // made here, not read: a life that loads no TOML begins faster
    return new StageConfig.Learning(
        "first",
        "",
        steps,
        16,
        new Optimization(0, 1e-3, 0, 0.9, 0.99, 1, 0, 0, 0),
        new Schedule(Schedule.Kind.WSD, 20, 0.2, 0),
        new Keeping(3, 2, 0, 1),
        new MixConfig(
            Map.of("gcd", new MixConfig.Levels(1, List.of(1.0))), 0, 0, 0, 0, 1, false, 0));
  }

  /// @param arguments folder, steps
  public static void main(String[] arguments) {
    try (Run run = Run.open(Path.of(arguments[0]), CONFIG, Mode.EITHER)) {
      StageConfig.Learning stage = stage(Integer.parseInt(arguments[1]));
      AtomicBoolean ready = new AtomicBoolean();
      new Learner(stage, Stages.ROWS, new FakeTrainee(2), run)
          .watchedBy(progress -> say(ready))
          .learn(() -> false);
    }
  }

  /// Once, when the first step is taken: what comes before takes most of a short life.
  private static void say(AtomicBoolean ready) {
    if (ready.compareAndSet(false, true)) {
      System.out.println("ready");
    }
  }
}
