package dev.fathom.cli;

import dev.fathom.hub.Pull;
import dev.fathom.model.Memory;
import dev.fathom.plan.Precision;
import dev.fathom.plan.RunPlan;
import java.nio.file.Path;
import java.util.Optional;

/// What a model would take here, and how fast its answers would come, said before it is fetched.
final class PullEstimate {
  /// Smaller models are fast everywhere, and measuring takes three seconds.
  private static final long WORTH_MEASURING = 200_000_000;

  private static final int CONTEXT = 4096;

  private PullEstimate() {}

  static void note(Pull pull, Surroundings around) {
    long weights = pull.weightBytes();
    Optional<Path> config =
        weights < WORTH_MEASURING ? Optional.empty() : pull.early("config.json");
    if (config.isEmpty() || !planned(pull, config.get(), around)) {
      memory(weights, around);
    }
  }

  private static void memory(long bytes, Surroundings around) {
    Texts texts = around.texts();
    String key = bytes > Memory.total() ? "pull.too-large" : "pull.memory";
    around.note(key, texts.bytes(bytes), texts.bytes(Memory.total()));
  }

  /// Whether there was a plan to tell of.
  private static boolean planned(Pull pull, Path config, Surroundings around) {
    RunPlan plan;
    try {
      PlannedModel model =
          PlannedModel.ofConfig(pull.repo().toString(), config, pull.weightBytes());
      int context = Math.min(CONTEXT, model.shape().context());
      plan =
          new RunPlan(
              model.shape(),
              model.weights(),
              Precision.of("f16"),
              PlannedMachine.of(PlannedMachine.HERE),
              new RunPlan.Use(context, 1, Math.min(512, context)));
    } catch (RuntimeException unknown) {
      // an architecture that Fathom does not run, or no memory to measure with: the size is said
      return false;
    }
    if (!plan.fits()) {
      memory((long) plan.needed().value(), around);
      return true;
    }
    String needs = around.texts().bytes((long) plan.needed().value());
    around.note("pull.plan", needs, plan.decode(1, 0).perSecond());
    return true;
  }
}
