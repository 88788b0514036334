package dev.fathom.engine;

/// Why a generation ended.
public enum FinishReason {
  /// An end token of the model or a stop string.
  STOP,
  /// The model calls tools.
  TOOL_CALLS,
  /// `maxTokens` were generated.
  LENGTH,
  /// The context is full.
  CONTEXT,
  /// The caller cancelled.
  CANCELLED;

  /// `stop`, `length` ... as APIs spell it.
  public String label() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
