package dev.fathom.train.evaluate;

import java.util.List;

/// Any model: questions to answers.
public interface Answerer extends AutoCloseable {
  /// What people call it.
  String name();

  /// An answer to each question, in order. What fails for one question is its answer's failure.
  List<Answered> answer(List<Asked> questions);

  @Override
  default void close() {}
}
