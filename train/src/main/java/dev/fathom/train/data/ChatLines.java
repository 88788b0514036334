package dev.fathom.train.data;

import dev.fathom.text.Tokenizer;
import dev.fathom.train.tasks.Problem;
import java.util.Arrays;

/// How questions and answers are written for the model: DeepSeek-R1's format, as the chat template
/// in `tokenizer_config.json` renders it.
public final class ChatLines {
  public static final String BOS = "<｜begin▁of▁sentence｜>";
  public static final String EOS = "<｜end▁of▁sentence｜>";
  public static final String PAD = "<｜▁pad▁｜>";
  public static final String USER = "<｜User｜>";
  public static final String ASSISTANT = "<｜Assistant｜>";
  public static final String THINK = "<think>";
  public static final String THOUGHT = "</think>";

  private final Tokenizer tokenizer;

  public ChatLines(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  /// What the model is shown before it thinks.
  public static String prompt(String question) {
    return BOS + USER + question + ASSISTANT + THINK + "\n";
  }

  /// What the model is shown that shall answer without a thought.
  public static String promptWithoutThought(String question) {
    return prompt(question) + "\n" + THOUGHT + "\n\n";
  }

  /// What the model shall say after {@link #prompt}.
  public static String completion(String thought, String answer) {
    return thought + "\n" + THOUGHT + "\n\n" + answer + EOS;
  }

  /// Tokens of a prompt with what comes behind it.
  ///
  /// @param promptLength of these, the prompt's
  public record Line(int[] tokens, int promptLength) {
    /// What is said behind what is asked.
    static Line of(int[] asked, int[] said) {
      int[] both = Arrays.copyOf(asked, asked.length + said.length);
      System.arraycopy(said, 0, both, asked.length, said.length);
      return new Line(both, asked.length);
    }

    /// 1 for every token behind the prompt, 0 for the prompt's.
    public float[] weights() {
      float[] weights = new float[tokens.length];
      Arrays.fill(weights, promptLength, weights.length, 1);
      return weights;
    }
  }

  /// A problem with its trace, or where `thinking` is false with its answer alone.
  public Line line(Problem problem, boolean thinking) {
    return thinking
        ? line(prompt(problem.question()), completion(problem.trace(), problem.answer()))
        : line(promptWithoutThought(problem.question()), problem.answer() + EOS);
  }

  /// Prompt and completion, encoded apart as they are when the model speaks.
  public Line line(String prompt, String completion) {
    return Line.of(tokenizer.encode(prompt, true), tokenizer.encode(completion, true));
  }
}
