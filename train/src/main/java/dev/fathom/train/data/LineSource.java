package dev.fathom.train.data;

import dev.fathom.train.Rows;
import java.util.ArrayList;
import java.util.List;

/// Lines that are learned several times over, each time in another order; a few are set aside for
/// validation. What a step learns from is told by its number.
public final class LineSource implements RowSource {
  /// One line of so many is set aside.
  private static final int UNSEEN = 20;

  private final List<List<ChatLines.Line>> steps = new ArrayList<>();
  private final List<ChatLines.Line> unseen = new ArrayList<>();

  /// @param seed of the orders
  /// @param batchTokens of a step at most, unless a single line has more
  /// @param epochs how often all lines are learned
  public LineSource(List<ChatLines.Line> lines, long seed, int batchTokens, int epochs) {
    List<ChatLines.Line> learned = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      (i % UNSEEN == UNSEEN - 1 ? unseen : learned).add(lines.get(i));
    }
    for (int epoch = 1; epoch <= epochs; epoch++) {
      deal(Dice.of(seed, epoch, 7).shuffled(learned), batchTokens);
    }
  }

  private void deal(List<ChatLines.Line> lines, int batchTokens) {
    List<ChatLines.Line> step = new ArrayList<>();
    int tokens = 0;
    for (ChatLines.Line line : lines) {
      if (!step.isEmpty() && tokens + line.tokens().length > batchTokens) {
        steps.add(step);
        step = new ArrayList<>();
        tokens = 0;
      }
      step.add(line);
      tokens += line.tokens().length;
    }
    steps.add(step);
  }

  /// Steps until all is learned as often as wanted.
  public int steps() {
    return steps.size();
  }

  /// Lines set aside; none where there are few.
  public int unseen() {
    return unseen.size();
  }

  @Override
  public Rows rows(int step) {
    return rows(steps.get(step - 1));
  }

  @Override
  public Rows validation(int count) {
    return rows(unseen.subList(0, Math.min(count, unseen.size())));
  }

  private static Rows rows(List<ChatLines.Line> lines) {
    return new Rows(
        lines.stream().map(ChatLines.Line::tokens).toArray(int[][]::new),
        lines.stream().map(ChatLines.Line::weights).toArray(float[][]::new));
  }
}
