package dev.fathom.cli;

import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Tensor;
import dev.fathom.text.Tokenizer;
import java.util.Arrays;
import java.util.List;
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
        score(sequence, chunk(tokens, i), context / 2);
        progress.at((i + 1.0) / chunks, running());
      }
    }
    return result(chunks, tokens.length);
  }

  /// Scores documents, each for itself and from its second token on; of one that is longer than a
  /// context, what fits.
  Result ofDocuments(List<int[]> documents, Progress progress) {
    int tokens = 0;
    try (SingleSequence sequence = new SingleSequence(loaded.model(), cache, context)) {
      for (int i = 0; i < documents.size(); i++) {
        int[] document = documents.get(i);
        tokens += document.length;
        score(sequence, Arrays.copyOf(document, Math.min(document.length, context)), 0);
        progress.at((i + 1.0) / documents.size(), running());
      }
    }
    return result(documents.size(), tokens);
  }

  private String running() {
    return String.format(Locale.ROOT, "%.4f", Math.exp(sum / scored));
  }

  private int[] chunk(int[] tokens, int index) {
    int[] chunk = Arrays.copyOfRange(tokens, index * context, (index + 1) * context);
    Tokenizer tokenizer = loaded.file().tokenizer();
    if (tokenizer.addsBos() && tokenizer.bos().isPresent()) {
      chunk[0] = tokenizer.bos().getAsInt();
    }
    return chunk;
  }

  /// Scores what follows token `start` and all later ones.
  private void score(SingleSequence sequence, int[] chunk, int start) {
    int last = chunk.length - 1;
    for (int from = 0; from < last; from += STEP) {
      int[] part = Arrays.copyOfRange(chunk, from, Math.min(last, from + STEP));
      int first = Math.max(0, start - from);
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
    return LogSumExp.of(logits) - logits[target];
  }

  private Result result(int chunks, int tokens) {
    double mean = sum / scored;
    double variance = squares / scored - mean * mean;
    double error = scored > 1 ? Math.sqrt(Math.max(0, variance) / (scored - 1)) : 0;
    double perplexity = Math.exp(mean);
    return new Result(perplexity, error * perplexity, context, chunks, tokens, scored);
  }
}
