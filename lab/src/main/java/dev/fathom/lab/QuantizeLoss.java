package dev.fathom.lab;

import dev.fathom.kernel.KernelSet;
import dev.fathom.kernel.Kernels;
import dev.fathom.model.Batch;
import dev.fathom.model.KvStorage;
import dev.fathom.model.Model;
import dev.fathom.model.ModelFile;
import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;

/// How far quantised files are from their source: mean Kullback-Leibler divergence a token, in
/// nats, one line a file. Activations stay f32, so that only the weights differ.
///
/// `QuantizeLoss SOURCE TEXT|-TOKENS FILE...`: on a text, or on so many random tokens.
public final class QuantizeLoss {
  private static final int CHUNK = 128;

  private QuantizeLoss() {}

  /// Prints `FILE DIVERGENCE`.
  public static void main(String[] arguments) throws Exception {
    try (KernelSet kernels = Kernels.open("vector-f32", 0);
        ModelFile file = ModelFile.open(Path.of(arguments[0]));
        Model source = file.load(kernels)) {
      int[] ids = ids(file, arguments[1]);
      for (String name : Arrays.asList(arguments).subList(2, arguments.length)) {
        try (ModelFile other = ModelFile.open(Path.of(name));
            Model model = other.load(kernels)) {
          System.out.printf(Locale.ROOT, "%s %.6e%n", name, divergence(source, model, ids));
        }
      }
    }
  }

  private static int[] ids(ModelFile file, String what) throws Exception {
    if (!what.startsWith("-")) {
      return file.tokenizer().encode(Files.readString(Path.of(what)), true);
    }
    int vocabulary = file.config().vocabulary();
    return new Random(7).ints(Integer.parseInt(what.substring(1)), 3, vocabulary).toArray();
  }

  private static double divergence(Model source, Model model, int[] ids) {
    double sum = 0;
    try (KvStorage one = new KvStorage(source.config(), ElementType.F32, CHUNK, 1);
        KvStorage other = new KvStorage(model.config(), ElementType.F32, CHUNK, 1)) {
      for (int from = 0; from < ids.length; from += CHUNK) {
        int[] part = Arrays.copyOfRange(ids, from, Math.min(ids.length, from + CHUNK));
        Batch batch =
            new Batch(
                part,
                java.util.List.of(new Batch.Span(part.length, 0, new int[] {0})),
                IntStream.range(0, part.length).toArray());
        Tensor wanted = source.forward(batch, one);
        Tensor got = model.forward(batch, other);
        for (int row = 0; row < part.length; row++) {
          sum += divergence(logs(wanted.row(row)), logs(got.row(row)));
        }
      }
    }
    return sum / ids.length;
  }

  private static double divergence(double[] p, double[] q) {
    double sum = 0;
    for (int i = 0; i < p.length; i++) {
      sum += Math.exp(p[i]) * (p[i] - q[i]);
    }
    return sum;
  }

  private static double[] logs(float[] logits) {
    double largest = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      largest = Math.max(largest, logit);
    }
    double total = 0;
    for (float logit : logits) {
      total += Math.exp(logit - largest);
    }
    double shift = largest + Math.log(total);
    double[] logs = new double[logits.length];
    for (int i = 0; i < logs.length; i++) {
      logs[i] = logits[i] - shift;
    }
    return logs;
  }
}
