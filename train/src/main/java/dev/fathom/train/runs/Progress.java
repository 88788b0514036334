package dev.fathom.train.runs;

import dev.fathom.train.StepReport;
import java.util.Map;

/// What a stage tells those who watch.
public sealed interface Progress {
  /// Who watches; is called on the training thread.
  interface Listener {
    /// Nobody.
    Listener NONE = progress -> {};

    void on(Progress progress);
  }

  /// A stage begins or goes on.
  ///
  /// @param step it goes on from, 0 at its beginning
  record Began(String stage, int step, int steps) implements Progress {}

  /// A stage had ended before.
  record Skipped(String stage, int steps) implements Progress {}

  /// A file of conversations was read.
  ///
  /// @param turns to learn from
  /// @param unseen turns set aside for validations
  /// @param tooLong turns left out because they are longer than wanted
  record Read(String stage, int turns, int unseen, int tooLong) implements Progress {}

  /// A step was taken.
  ///
  /// @param rate factor of the learning rate
  /// @param tokensPerSecond of this step
  /// @param etaSeconds to the stage's end at the pace of this sitting
  record Stepped(
      String stage,
      int step,
      int steps,
      double rate,
      StepReport report,
      double tokensPerSecond,
      double etaSeconds)
      implements Progress {}

  /// Answers were sampled and judged before the step was taken: `reward`, `accuracy`, `format`,
  /// `truncated`, `length` and others.
  record Sampled(String stage, int step, Map<String, Double> values) implements Progress {}

  /// The model was looked at; `loss` among the values is nats a token on rows never trained on.
  record Validated(String stage, int step, Map<String, Double> values) implements Progress {}

  /// A checkpoint was written.
  record Saved(String stage, int step, String place) implements Progress {}

  /// The stage ended, all steps taken or stopped before.
  record Ended(String stage, RunState state, boolean complete) implements Progress {}

  /// A stage that gathers ended, all rounds done or stopped before.
  ///
  /// @param traces that were kept in all rounds
  record Gathered(String stage, int rounds, long traces, boolean complete) implements Progress {}
}
