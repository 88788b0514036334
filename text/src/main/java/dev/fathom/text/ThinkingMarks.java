package dev.fathom.text;

/// The marks around a thought, the same for DeepSeek, its distills and Qwen.
public final class ThinkingMarks {
  /// Begins a thought.
  public static final String OPEN = "<think>";

  /// Ends a thought.
  public static final String CLOSE = "</think>";

  /// What R1 and Qwen 3 write behind {@link #CLOSE}, before the answer.
  private static final String BEHIND = "\n\n";

  private ThinkingMarks() {}

  /// The ids that close a thought: those of `</think>` (one, where the vocabulary has it) and of
  /// the empty line that models write behind it.
  public static int[] closeIds(Tokenizer tokenizer) {
    return tokenizer.encode(CLOSE + BEHIND, true);
  }
}
