package dev.fathom.convert;

import dev.fathom.format.Metadata;
import dev.fathom.kernel.KernelSet;
import dev.fathom.kernel.Kernels;
import dev.fathom.model.Batch;
import dev.fathom.model.KvStorage;
import dev.fathom.model.Model;
import dev.fathom.model.ModelFile;
import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/// What a model says after given tokens, and how far that is from what it should say.
final class Logits {
  private static final int PAGE = 16;

  private Logits() {}

  /// The logits at every position, by the scalar kernels, activations f32.
  static float[][] of(ModelFile file, int[] ids) {
    int pages = Math.ceilDiv(ids.length, PAGE);
    try (KernelSet kernels = Kernels.open("scalar-f32", 2);
        Model model = file.load(kernels);
        KvStorage cache = new KvStorage(model.config(), ElementType.F32, PAGE, pages)) {
      Batch.Span span = new Batch.Span(ids.length, 0, IntStream.range(0, pages).toArray());
      int[] all = IntStream.range(0, ids.length).toArray();
      Tensor rows = model.forward(new Batch(ids, List.of(span), all), cache);
      return IntStream.range(0, ids.length).mapToObj(rows::row).toArray(float[][]::new);
    }
  }

  static float[][] of(Path model, int[] ids) {
    try (ModelFile file = ModelFile.open(model)) {
      return of(file, ids);
    }
  }

  /// An `expected.json` of the fixtures.
  record Expected(int[] ids, int[] positions, float[][] logits) {
    static Expected of(Path fixture) {
      Path file = fixture.resolve("expected.json");
      try {
        Metadata json = Metadata.ofJson(file.toString(), Files.readAllBytes(file));
        List<?> rows = (List<?>) json.find("logits").orElseThrow();
        return new Expected(
            json.findInts("input_ids").orElseThrow(),
            json.findInts("positions").orElseThrow(),
            rows.stream().map(row -> floats((List<?>) row)).toArray(float[][]::new));
      } catch (IOException unreadable) {
        throw new UncheckedIOException(unreadable);
      }
    }

    private static float[] floats(List<?> numbers) {
      float[] values = new float[numbers.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = ((Number) numbers.get(i)).floatValue();
      }
      return values;
    }

    /// The largest relative error (L2) of `got` at the expected positions.
    double error(float[][] got) {
      return IntStream.range(0, positions.length)
          .mapToDouble(i -> distance(got[positions[i]], logits[i]))
          .max()
          .orElseThrow();
    }
  }

  /// The largest relative error (L2) of any row.
  static double distance(float[][] got, float[][] wanted) {
    return IntStream.range(0, wanted.length)
        .mapToDouble(i -> distance(got[i], wanted[i]))
        .max()
        .orElseThrow();
  }

  private static double distance(float[] got, float[] wanted) {
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < wanted.length; i++) {
      difference += Math.pow((double) got[i] - wanted[i], 2);
      norm += Math.pow(wanted[i], 2);
    }
    return Math.sqrt(difference / norm);
  }
}
