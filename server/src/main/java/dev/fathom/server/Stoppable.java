package dev.fathom.server;

/// An answer in the making, as far as others may act on it; any thread may.
interface Stoppable {
  /// Asks the model to stop thinking and answer.
  void answerNow();

  /// Ends it within one token, because of `why`.
  void cancel(ApiException why);
}
