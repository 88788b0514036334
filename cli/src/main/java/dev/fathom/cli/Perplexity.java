package dev.fathom.cli;

import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Tensor;
import dev.fathom.text.Tokenizer;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;

/// The perplexity of a text as llama.cpp's llama-perplexity takes it: the text is cut into chunks
/// of one context each, each begins with the model's bos token if it wants one, and the tokens of
/// its second half are scored, so that every scored token has at least half a context before it.
final class Perplexity {
  private static final int STEP = 128;

  private final LoadedModel loaded;
  private final ElementType cache;
  private final int context;
  private double sum;
  private double squares;
  private long scored;

  Perplexity(LoadedModel loaded, ElementType cache, int context) {
    this.loaded = loaded;
    this.cache = cache;
    this.context = context;
  }

  /// @param uncertainty one standard error of `perplexity`
  /// @param tokens of the whole text
  /// @param scored tokens whose probability counted
  record Result(
      double perplexity, double uncertainty, int context, int chunks, int tokens, long scored) {}

  /// Scores `tokens`; a rest shorter than a context is not looked at.
  Result of(int[] tokens, Progress progress) {
    int chunks = tokens.length / context;
    if (chunks == 0) {
      throw Failure.of("perplexity.short", tokens.length, context);
    }
    try (SingleSequence sequence = new SingleSequence(loaded.model(), cache, context)) {
      for (int i = 0; i < chunks; i++) {
        score(sequence, chunk(tokens, i));
        String running = String.format(Locale.ROOT, "%.4f", Math.exp(sum / scored));
        progress.at((i + 1.0) / chunks, running);
      }
    }
    return result(chunks, tokens.length);
  }

  private int[] chunk(int[] tokens, int index) {
    int[] chunk = Arrays.copyOfRange(tokens, index * context, (index + 1) * context);
    Tokenizer tokenizer = loaded.file().tokenizer();
    if (tokenizer.addsBos() && tokenizer.bos().isPresent()) {
      chunk[0] = tokenizer.bos().getAsInt();
    }
    return chunk;
  }

  private void score(SingleSequence sequence, int[] chunk) {
    for (int from = 0; from < context - 1; from += STEP) {
      int[] part = Arrays.copyOfRange(chunk, from, Math.min(context - 1, from + STEP));
      int first = Math.max(0, context / 2 - from);
      int[] rows = IntStream.range(Math.min(first, part.length), part.length).toArray();
      boolean nothing = rows.length == 0;
      Tensor logits = sequence.forward(part, from, nothing ? new int[] {0} : rows);
      for (int row = 0; row < rows.length; row++) {
        add(surprise(logits.row(row), chunk[from + rows[row] + 1]));
      }
    }
  }

  private void add(double surprise) {
    sum += surprise;
    squares += surprise * surprise;
    scored++;
  }

  /// `-log softmax(logits)[target]`.
  private static double surprise(float[] logits, int target) {
    double largest = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      largest = Math.max(largest, logit);
    }
    double total = 0;
    for (float logit : logits) {
      total += Math.exp(logit - largest);
    }
    return Math.log(total) + largest - logits[target];
  }

  private Result result(int chunks, int tokens) {
    double mean = sum / scored;
    double variance = squares / scored - mean * mean;
    double error = scored > 1 ? Math.sqrt(Math.max(0, variance) / (scored - 1)) : 0;
    double perplexity = Math.exp(mean);
    return new Result(perplexity, error * perplexity, context, chunks, tokens, scored);
  }
}
