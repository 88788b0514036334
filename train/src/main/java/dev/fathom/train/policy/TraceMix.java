package dev.fathom.train.policy;

import dev.fathom.text.Tokenizer;
import dev.fathom.train.Rows;
import dev.fathom.train.TrainingException;
import dev.fathom.train.data.ChatLines;
import dev.fathom.train.data.DataMix;
import dev.fathom.train.data.Dice;
import dev.fathom.train.data.RowSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Rows of traces, mixed with what a {@link DataMix} makes. Stateless as that: a step is told by
/// its number. Questions count nothing in the loss.
public final class TraceMix implements RowSource {
  private final DataMix mix;
  private final DataMix.Limits limits;
  private final List<Source> sources = new ArrayList<>();
  private final double replay;

  /// Traces of one stage, as rows.
  private record Source(String name, double share, List<ChatLines.Line> lines) {}

  /// @param mix what is replayed
  /// @param traces by the stage they come from
  /// @param shares of the tokens, by stage; the rest is replayed
  public TraceMix(
      DataMix mix,
      DataMix.Limits limits,
      Map<String, List<ChatLines.Line>> traces,
      Map<String, Double> shares) {
    this.mix = mix;
    this.limits = limits;
    double sum = 0;
    for (var share : new java.util.TreeMap<>(shares).entrySet()) {
      List<ChatLines.Line> lines = traces.getOrDefault(share.getKey(), List.of());
      if (lines.isEmpty()) {
        throw new TrainingException("stage " + share.getKey() + " has gathered no traces that fit");
      }
      sources.add(new Source(share.getKey(), share.getValue(), lines));
      sum += share.getValue();
    }
    replay = Math.max(0, 1 - sum);
  }

  /// Traces as rows; those longer than `context` are left out.
  public static List<ChatLines.Line> lines(List<Trace> traces, Tokenizer tokenizer, int context) {
    ChatLines lines = new ChatLines(tokenizer);
    return traces.stream()
        .map(
            trace ->
                lines.line(
                    ChatLines.prompt(trace.question()),
                    ChatLines.completion(trace.thought(), trace.answer())))
        .filter(line -> line.tokens().length <= context)
        .toList();
  }

  @Override
  public Rows rows(int step) {
    List<int[]> tokens = new ArrayList<>();
    List<float[]> weights = new ArrayList<>();
    Dice dice = Dice.of(limits.seed(), step, 6);
    if (replay > 0) {
      Rows replayed = mix.rows(step);
      for (int row = 0; row < replayed.tokens().length; row++) {
        if (dice.chance(replay)) {
          tokens.add(replayed.tokens()[row]);
          weights.add(replayed.weights()[row]);
        }
      }
    }
    for (Source source : sources) {
      double left = source.share() * limits.batchTokens();
      while (left > 0) {
        ChatLines.Line line = source.lines().get(dice.below(source.lines().size()));
        tokens.add(line.tokens());
        weights.add(line.weights());
        left -= line.tokens().length;
      }
    }
    if (tokens.isEmpty()) {
      // no row was drawn from a small replay
      return mix.rows(step);
    }
    return new Rows(tokens.toArray(int[][]::new), weights.toArray(float[][]::new));
  }

  @Override
  public Rows validation(int count) {
    return mix.validation(count);
  }
}
