package dev.fathom.cli;

import dev.fathom.kernel.KernelSet;
import dev.fathom.model.Model;
import dev.fathom.model.ModelFile;
import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;

/// How far a model's answers are from another's of the same vocabulary, on a text: Kullback-Leibler
/// divergence a token and both perplexities. As in {@link Perplexity}, the text is cut into chunks
/// and the second half of each is scored; a text shorter than a chunk is scored whole.
final class Divergence {
  private static final int STEP = 64;
  private static final int CONTEXT = 512;

  private double before;
  private double after;
  private double divergence;
  private long same;
  private long tokens;

  private Divergence() {}

  /// The two models' files.
  record Pair(Path source, Path result) {}

  /// @param divergence mean of `sum p log(p/q)`, in nats
  /// @param sameFirst share of tokens whose likeliest successor is the same
  record Result(
      double perplexityBefore,
      double perplexityAfter,
      double divergence,
      double sameFirst,
      long tokens) {}

  static Result between(Pair pair, String text, ComputeOptions compute, Surroundings around) {
    Divergence divergence = new Divergence();
    try (KernelSet kernels = compute.open();
        ModelFile source = ModelOptions.open(pair.source());
        ModelFile result = ModelOptions.open(pair.result());
        Model first = source.load(kernels);
        Model second = result.load(kernels);
        Progress progress = Progress.start(around, "progress.divergence")) {
      int[] ids = SpecialTokens.withBos(source.tokenizer(), source.tokenizer().encode(text, true));
      int context = Math.min(CONTEXT, source.config().context());
      int chunks = Math.max(1, ids.length / context);
      try (SingleSequence one = new SingleSequence(first, ElementType.F16, context);
          SingleSequence other = new SingleSequence(second, ElementType.F16, context)) {
        for (int chunk = 0; chunk < chunks; chunk++) {
          int from = chunk * context;
          int[] part = Arrays.copyOfRange(ids, from, Math.min(ids.length, from + context));
          divergence.score(one, other, part);
          progress.at((chunk + 1.0) / chunks, "");
        }
      }
    }
    return divergence.result();
  }

  private void score(SingleSequence one, SingleSequence other, int[] chunk) {
    int start = chunk.length < CONTEXT ? 0 : chunk.length / 2;
    int last = chunk.length - 1;
    for (int from = 0; from < last; from += STEP) {
      int[] part = Arrays.copyOfRange(chunk, from, Math.min(last, from + STEP));
      int[] rows = IntStream.range(0, part.length).toArray();
      Tensor wanted = one.forward(part, from, rows);
      Tensor got = other.forward(part, from, rows);
      for (int row = Math.max(0, start - from); row < rows.length; row++) {
        add(wanted.row(row), got.row(row), chunk[from + row + 1]);
      }
    }
  }

  private void add(float[] wanted, float[] got, int next) {
    double[] p = logProbabilities(wanted);
    double[] q = logProbabilities(got);
    double sum = 0;
    int firstOfP = 0;
    int firstOfQ = 0;
    for (int i = 0; i < p.length; i++) {
      sum += Math.exp(p[i]) * (p[i] - q[i]);
      firstOfP = p[i] > p[firstOfP] ? i : firstOfP;
      firstOfQ = q[i] > q[firstOfQ] ? i : firstOfQ;
    }
    divergence += sum;
    before -= p[next];
    after -= q[next];
    same += firstOfP == firstOfQ ? 1 : 0;
    tokens++;
  }

  private static double[] logProbabilities(float[] logits) {
    double shift = LogSumExp.of(logits);
    double[] logs = new double[logits.length];
    for (int i = 0; i < logs.length; i++) {
      logs[i] = logits[i] - shift;
    }
    return logs;
  }

  private Result result() {
    if (tokens == 0) {
      throw Failure.of("perplexity.short", 1, 2);
    }
    return new Result(
        Math.exp(before / tokens),
        Math.exp(after / tokens),
        divergence / tokens,
        (double) same / tokens,
        tokens);
  }
}
