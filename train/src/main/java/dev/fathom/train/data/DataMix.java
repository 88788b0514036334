package dev.fathom.train.data;

import dev.fathom.text.Tokenizer;
import dev.fathom.train.Rows;
import dev.fathom.train.recipe.MixConfig;
import dev.fathom.train.tasks.Problem;
import dev.fathom.train.tasks.Split;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Rows made on the fly from the tasks. Steps come in windows: the rows of a window are drawn
/// together, sorted by length and dealt to its steps in a few parts each, so that little is padded
/// and yet every step sees several lengths. A window is told by its number alone.
public final class DataMix implements RowSource {
  /// Steps of a window.
  static final int WINDOW = 8;

  /// Lengths that a step sees, about.
  private static final int PARTS = 4;

  private static final int MOST_ROWS = 1 << 22;

  private final Selection selection;
  private final ChatLines lines;
  private final MixConfig mix;
  private final Limits limits;
  private @Nullable Window latest;

  /// How large steps and rows are.
  ///
  /// @param seed of all that is drawn
  /// @param batchTokens of a step, about
  /// @param context tokens of a row at most; longer examples are left out
  public record Limits(long seed, int batchTokens, int context) {}

  private record Row(int[] tokens, float[] weights) {}

  private record Window(int number, List<List<Row>> steps) {}

  public DataMix(MixConfig mix, Tokenizer tokenizer, Limits limits) {
    this.mix = mix;
    this.limits = limits;
    selection = new Selection(mix, limits.seed());
    lines = new ChatLines(tokenizer);
  }

  @Override
  public Rows rows(int step) {
    if (step < 1) {
      throw new IllegalArgumentException("steps are counted from 1, got " + step);
    }
    int number = (step - 1) / WINDOW;
    Window window = latest;
    if (window == null || window.number() != number) {
      window = new Window(number, window(number));
      latest = window;
    }
    return rows(window.steps().get((step - 1) % WINDOW));
  }

  @Override
  public Rows validation(int count) {
    List<Row> rows = new ArrayList<>();
    for (long number = 0; rows.size() < count; number++) {
      Row row = row(Split.VALIDATION, number);
      if (row.tokens().length <= limits.context()) {
        rows.add(row);
      } else if (number > 100L * count) {
        throw tooLong(number, rows.size());
      }
    }
    rows.sort(Comparator.comparingInt(row -> row.tokens().length));
    return rows(rows);
  }

  private IllegalArgumentException tooLong(long drawn, int fit) {
    return new IllegalArgumentException(
        "of %,d examples only %,d fit into %d tokens; a longer context or lower levels are needed"
            .formatted(drawn, fit, limits.context()));
  }

  private List<List<Row>> window(int number) {
    List<Row> rows = drawn(number);
    rows.sort(Comparator.comparingInt(row -> row.tokens().length));
    return dealt(rows, Dice.of(limits.seed(), number, 2));
  }

  /// Rows of a window's tokens, in the order of their numbers.
  private List<Row> drawn(int window) {
    Packing packing = new Packing(mix.packed());
    long wanted = (long) WINDOW * limits.batchTokens();
    long tokens = 0;
    int fit = 0;
    for (int i = 0; tokens < wanted || packing.rows.size() < WINDOW * PARTS; i++) {
      Row row = row(Split.TRAIN, (long) window * MOST_ROWS + i);
      if (row.tokens().length <= limits.context()) {
        packing.add(row);
        tokens += row.tokens().length;
        fit++;
      } else if (i > 1000 && fit < i / 100) {
        throw tooLong(i, fit);
      }
    }
    packing.close();
    return packing.rows;
  }

  /// Puts examples one behind the other into rows of a length, or each into its own.
  private static final class Packing {
    private final int length;
    private final List<Row> rows = new ArrayList<>();
    private final List<Row> open = new ArrayList<>();
    private int filled;

    Packing(int length) {
      this.length = length;
    }

    void add(Row row) {
      if (filled + row.tokens().length > length) {
        close();
      }
      open.add(row);
      filled += row.tokens().length;
    }

    void close() {
      if (!open.isEmpty()) {
        rows.add(joined(open));
        open.clear();
        filled = 0;
      }
    }
  }

  private Row row(Split split, long number) {
    Selection.Example example = selection.example(split, number);
    ChatLines.Line line = line(example);
    float[] weights = new float[line.tokens().length];
    // the first token is predicted by nothing; and nobody shall learn to ask for no thought
    int from = mix.maskPrompt() || !example.thinking() ? line.promptLength() : 1;
    Arrays.fill(weights, from, weights.length, 1);
    return new Row(line.tokens(), weights);
  }

  private ChatLines.Line line(Selection.Example example) {
    Problem problem = example.problem();
    if (example.thinking() || !mix.answerUnasked()) {
      return lines.line(problem, example.thinking());
    }
    return lines.line(
        ChatLines.prompt(problem.question()), ChatLines.completion("", problem.answer()));
  }

  private static Row joined(List<Row> pack) {
    int length = pack.stream().mapToInt(row -> row.tokens().length).sum();
    int[] tokens = new int[length];
    float[] weights = new float[length];
    int at = 0;
    for (Row row : pack) {
      System.arraycopy(row.tokens(), 0, tokens, at, row.tokens().length);
      System.arraycopy(row.weights(), 0, weights, at, row.tokens().length);
      at += row.tokens().length;
    }
    return new Row(tokens, weights);
  }

  /// Neighbours in length together in parts of about as many tokens and at least one row; each step
  /// gets some of the parts, drawn, so that it sees short and long rows and little is padded.
  private static List<List<Row>> dealt(List<Row> rows, Dice dice) {
    List<List<Row>> parts = dice.shuffled(parts(rows));
    List<List<Row>> steps = new ArrayList<>();
    for (int step = 0; step < WINDOW; step++) {
      steps.add(
          parts.subList(step * PARTS, (step + 1) * PARTS).stream().flatMap(List::stream).toList());
    }
    return steps;
  }

  private static List<List<Row>> parts(List<Row> rows) {
    int count = WINDOW * PARTS;
    long all = rows.stream().mapToLong(row -> row.tokens().length).sum();
    List<List<Row>> parts = new ArrayList<>();
    long seen = 0;
    int next = 0;
    for (int part = 1; part <= count; part++) {
      List<Row> dealt = new ArrayList<>();
      int leave = count - part;
      while (next < rows.size() - leave
          && (dealt.isEmpty() || part == count || seen < all * part / count)) {
        dealt.add(rows.get(next));
        seen += rows.get(next).tokens().length;
        next++;
      }
      parts.add(dealt);
    }
    return parts;
  }

  private static Rows rows(List<Row> rows) {
    return new Rows(
        rows.stream().map(Row::tokens).toArray(int[][]::new),
        rows.stream().map(Row::weights).toArray(float[][]::new));
  }
}
