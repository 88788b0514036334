package dev.fathom.train.data;

import dev.fathom.train.Rows;

/// Rows by number: the same number gives the same rows, whoever asks and however often, so that a
/// run goes on where it was without having read what came before.
public interface RowSource {
  /// What step `step` learns from, 1 the first.
  Rows rows(int step);

  /// `count` rows never learned from, the same each time.
  Rows validation(int count);
}
