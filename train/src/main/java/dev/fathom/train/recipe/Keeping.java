package dev.fathom.train.recipe;

/// When a run looks at itself and what it keeps.
///
/// @param checkpointEvery steps from checkpoint to checkpoint
/// @param keep checkpoints that stay, the newest
/// @param validateEvery steps from validation to validation, 0 for never
/// @param validationRows rows of a validation
/// @param validationQuestions questions that are answered at a validation, 0 for none
public record Keeping(
    int checkpointEvery, int keep, int validateEvery, int validationRows, int validationQuestions) {
  public Keeping {
    if (checkpointEvery < 1 || keep < 1 || validateEvery < 0 || validationRows < 1) {
      throw new IllegalArgumentException(
          "checkpoints come every 1 or more steps and 1 or more stay, got "
              + checkpointEvery
              + " and "
              + keep);
    }
  }
}
