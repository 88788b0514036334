package dev.fathom.quantize;

import dev.fathom.format.Checkpoint;
import dev.fathom.format.TensorEntry;
import dev.fathom.kernel.ProductObserver;
import dev.fathom.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Adds up the squares of what meets each matrix of a GGUF model, as llama-imatrix does: a column
/// at a time, experts and heads apart. For one thread.
public final class ActivationStatistics implements ProductObserver {
  /// A matrix by the address of its first byte: number `index` of those in a tensor.
  private record Place(double[] sums, float[] counts, int index) {}

  private final Map<Long, Place> places = new HashMap<>();
  private final Map<String, double[]> sums = new TreeMap<>();
  private final Map<String, float[]> counts = new TreeMap<>();

  /// @param model whose tensors are met; open as long as this is told of any
  public ActivationStatistics(Checkpoint model) {
    for (TensorEntry entry : model.entries().values()) {
      if (MixRules.quantises(entry.name(), entry.shape().rank())) {
        add(entry.name(), model.tensor(entry.name()));
      }
    }
  }

  private void add(String name, Tensor tensor) {
    int matrices = tensor.shape().rank() > 2 ? Math.toIntExact(tensor.shape().length(0)) : 1;
    double[] sum = new double[Math.multiplyExact(matrices, tensor.columns())];
    float[] count = new float[matrices];
    sums.put(name, sum);
    counts.put(name, count);
    long bytes = tensor.data().byteSize() / matrices;
    for (int index = 0; index < matrices; index++) {
      places.put(tensor.data().address() + index * bytes, new Place(sum, count, index));
    }
  }

  @Override
  public void meets(Tensor weight, float[] input) {
    Place place = places.get(weight.data().address());
    if (place == null) {
      return;
    }
    int at = place.index * input.length;
    for (int i = 0; i < input.length; i++) {
      place.sums[at + i] += (double) input[i] * input[i];
    }
    place.counts[place.index]++;
  }

  /// What was met so far; tensors that nothing met are left out.
  public ImportanceMatrix matrix(List<String> datasets, int chunks, int chunkTokens) {
    Map<String, ImportanceMatrix.Entry> entries = new TreeMap<>();
    sums.forEach(
        (name, sum) -> {
          float[] count = java.util.Objects.requireNonNull(counts.get(name));
          float total = 0;
          for (float each : count) {
            total += each;
          }
          if (total > 0) {
            entries.put(name, new ImportanceMatrix.Entry(singles(sum), count.clone()));
          }
        });
    return new ImportanceMatrix("imatrix", datasets, chunks, chunkTokens, entries);
  }

  private static float[] singles(double[] values) {
    float[] singles = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      singles[i] = (float) values[i];
    }
    return singles;
  }
}
