package dev.fathom.cli;

import dev.fathom.train.pipeline.Outcome;
import dev.fathom.train.runs.Interruption;
import dev.fathom.train.torch.Torch;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Option;

/// What all training has in common: a folder, threads, and that it can be stopped and gone on with.
final class TrainingOptions {
  private static final int INTERRUPTED = 130;

  @Option(names = "--out", paramLabel = "DIR", required = true, descriptionKey = "train-out")
  Path out = Path.of("");

  @Option(names = "--resume", descriptionKey = "train-resume")
  boolean resume;

  @Option(
      names = {"-t", "--threads"},
      paramLabel = "N",
      descriptionKey = "threads")
  int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--json", descriptionKey = "train-json")
  boolean json;

  /// What is done until it is complete or somebody wishes it to stop.
  interface Work {
    Outcome make(TrainingWatch watch, BooleanSupplier stop);
  }

  void check() {
    if (threads < 1 || threads > 4096) {
      throw Failure.ofUsage("usage.range", "--threads", threads, "1 .. 4096");
    }
    Torch.refusal()
        .ifPresent(
            reason -> {
              throw Failure.of("train.no-torch", reason);
            });
  }

  /// Does `work` with its progress shown.
  ///
  /// @param command what was called, without the options here
  /// @param done what is said to people at the end
  int watch(Surroundings around, Work work, String command, String done) {
    // closed last: until then Ctrl-C waits for what is saved and said
    try (Interruption interruption = new Interruption();
        TrainingWatch watch = TrainingWatch.of(around, json)) {
      Outcome outcome = made(work, watch, interruption);
      if (!outcome.complete()) {
        // the hash depends on the threads: sums are split among them
        String again = "%s --out %s --threads %d --resume".formatted(command, out, threads);
        around.note("train.go-on", again);
        return INTERRUPTED;
      }
      if (!json) {
        around.out().println(done);
        around.out().flush();
      }
      return 0;
    }
  }

  /// With the progress out of the way of what is said next.
  private static Outcome made(Work work, TrainingWatch watch, Interruption interruption) {
    try {
      return work.make(watch, interruption::wished);
    } finally {
      watch.close();
    }
  }
}
