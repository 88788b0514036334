package dev.fathom.cli;

import dev.fathom.train.runs.Progress.Began;
import dev.fathom.train.runs.Progress.Ended;
import dev.fathom.train.runs.Progress.Gathered;
import dev.fathom.train.runs.Progress.Listener;
import dev.fathom.train.runs.Progress.Read;
import dev.fathom.train.runs.Progress.Sampled;
import dev.fathom.train.runs.Progress.Saved;
import dev.fathom.train.runs.Progress.Skipped;
import dev.fathom.train.runs.Progress.Stepped;
import dev.fathom.train.runs.Progress.Validated;
import java.util.Map;

/// Tells people of a training run: a moving line on a terminal, else a line now and then, or JSON
/// lines for machines.
final class TrainingWatch implements Listener, AutoCloseable {
  private static final double LINE_SECONDS = 30;

  private final Surroundings around;
  private final boolean json;
  private final Progress bar;
  private long told = System.nanoTime();
  private Map<String, Double> sampled = Map.of();

  private TrainingWatch(Surroundings around, boolean json, Progress bar) {
    this.around = around;
    this.json = json;
    this.bar = bar;
  }

  static TrainingWatch of(Surroundings around, boolean json) {
    return new TrainingWatch(around, json, Progress.start(around, "progress.train"));
  }

  @Override
  public void on(dev.fathom.train.runs.Progress progress) {
    if (json) {
      TrainingLine.print(progress, around.out());
    }
    switch (progress) {
      case Began(var stage, var step, var steps) -> {
        sampled = Map.of();
        say("train.began", stage, step, steps);
      }
      case Skipped(var stage, var steps) -> say("train.skipped", stage, steps);
      case Read(var stage, var turns, var unseen, var tooLong) ->
          say("train.read", stage, turns, unseen, tooLong);
      case Stepped step -> stepped(step);
      case Validated(var stage, var step, var values) -> validated(stage, step, values);
      case Saved _ -> {}
      case Sampled(var _, var _, var values) -> sampled = values;
      case Gathered(var stage, var rounds, var traces, var _) ->
          say("train.gathered", stage, rounds, traces);
      case Ended(var stage, var state, var _) ->
          say("train.ended", stage, state.step(), state.tokens(), duration(state.seconds()));
    }
  }

  private void stepped(Stepped step) {
    String words = words(step);
    bar.at((double) step.step() / step.steps(), words);
    boolean due = (System.nanoTime() - told) * 1e-9 > LINE_SECONDS || step.step() == 1;
    if (due && !around.errIsTerminal()) {
      told = System.nanoTime();
      around.err().println("fathom: " + words);
    }
  }

  private String words(Stepped step) {
    String left = duration(step.etaSeconds());
    double right = 100 * sampled.getOrDefault("accuracy", 0.0);
    Double kept = sampled.get("kept");
    if (kept != null) {
      return texts()
          .say(
              "train.round",
              step.stage(),
              step.step(),
              step.steps(),
              right,
              kept,
              step.tokensPerSecond(),
              left);
    }
    String words =
        texts()
            .say(
                "train.step",
                step.stage(),
                step.step(),
                step.steps(),
                step.report().loss(),
                step.tokensPerSecond(),
                left);
    // in stages that draw answers, what they were like
    return sampled.isEmpty()
        ? words
        : words + "  " + texts().say("train.sampled", right, sampled.getOrDefault("length", 0.0));
  }

  private Texts texts() {
    return around.texts();
  }

  private void validated(String stage, int step, Map<String, Double> values) {
    double loss = values.getOrDefault("loss", Double.NaN);
    Double accuracy = values.get("accuracy");
    if (accuracy == null) {
      say("train.validated", stage, step, loss);
    } else if (Double.isNaN(loss)) {
      say("train.validated-only-answers", stage, step, 100 * accuracy);
    } else {
      say("train.validated-answers", stage, step, loss, 100 * accuracy);
    }
  }

  private void say(String key, Object... values) {
    bar.aside(() -> around.note(key, values));
  }

  /// `1:02:03`, `2:03`.
  private static String duration(double seconds) {
    long whole = Math.round(seconds);
    return whole < 3600
        ? "%d:%02d".formatted(whole / 60, whole % 60)
        : "%d:%02d:%02d".formatted(whole / 3600, whole / 60 % 60, whole % 60);
  }

  @Override
  public void close() {
    bar.close();
  }
}
