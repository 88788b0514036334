package dev.fathom.train.policy;

import dev.fathom.text.Tokenizer;
import dev.fathom.train.data.ChatLines;
import dev.fathom.train.tasks.Problem;
import dev.fathom.train.tasks.Task;
import java.util.Arrays;

/// Reads sampled answers and has the task verify them.
final class Judge {
  private final Tokenizer tokenizer;

  Judge(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  /// An answer in two parts.
  record Parts(String thought, String answer) {}

  Verdict of(Task task, Problem problem, Sample sample) {
    if (!sample.ended()) {
      return new Verdict(false, false, true);
    }
    Parts parts = parts(sample);
    boolean formatted = !parts.answer().isEmpty();
    return new Verdict(formatted && task.verify(problem, parts.answer()), formatted, false);
  }

  /// Thought and answer of one that ended; an empty answer where it is not in the format: the
  /// thought's end once, an answer behind it, and no other mark anywhere.
  Parts parts(Sample sample) {
    int[] said = Arrays.copyOf(sample.tokens(), sample.tokens().length - 1);
    String text = tokenizer.decode(said, true);
    int end = text.indexOf(ChatLines.THOUGHT);
    if (end < 0) {
      return new Parts(text, "");
    }
    String thought = text.substring(0, end).strip();
    String answer = text.substring(end + ChatLines.THOUGHT.length()).strip();
    boolean marked = answer.contains(ChatLines.THOUGHT) || text.contains(ChatLines.THINK);
    for (int token : said) {
      marked |= tokenizer.isSpecial(token);
    }
    return new Parts(thought, marked ? "" : answer);
  }
}
