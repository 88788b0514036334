package dev.fathom.quantize;

import dev.fathom.format.Checkpoint;
import dev.fathom.format.GgufCheckpoint;
import dev.fathom.format.GgufValueType;
import dev.fathom.format.GgufWriter;
import dev.fathom.kernel.BlockDecoder;
import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Shape;
import dev.fathom.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// How large the inputs of each matrix are, a column at a time, in the format of llama.cpp's
/// llama-imatrix (GGUF of type `imatrix`): sums of squares and counts of tokens, experts apart.
///
/// @param name of the file, for messages
/// @param datasets what was read
/// @param chunks how many, of `chunkTokens` tokens each
/// @param entries by name of tensor
public record ImportanceMatrix(
    String name, List<String> datasets, int chunks, int chunkTokens, Map<String, Entry> entries) {
  private static final String SUMS = ".in_sum2";
  private static final String COUNTS = ".counts";

  /// Sums of one tensor: `[matrices, columns]`, and counts `[matrices]`, or one for all of them.
  public record Entry(float[] sums, float[] counts) {
    /// Mean squares of the inputs of matrix `index` of `matrices`. Where no token came, all columns
    /// are alike; no column counts for nothing, as what was never seen may still come.
    float[] means(int index, int matrices) {
      int columns = sums.length / matrices;
      float count = counts[counts.length == 1 ? 0 : index];
      float[] means = new float[columns];
      double total = 0;
      for (int i = 0; i < columns; i++) {
        means[i] = count > 0 ? sums[index * columns + i] / count : 1;
        total += means[i];
      }
      float least = (float) (total / columns * 1e-3);
      for (int i = 0; i < columns; i++) {
        means[i] = total > 0 ? Math.max(least, means[i]) : 1;
      }
      return means;
    }
  }

  /// Reads a file of llama-imatrix or of ours.
  public static ImportanceMatrix read(Path path) {
    try (Checkpoint file = Checkpoint.open(path)) {
      if (!(file instanceof GgufCheckpoint)
          || !file.metadata().findString("general.type").orElse("").equals("imatrix")) {
        throw new QuantizeException(
            path
                + ": is no importance matrix (GGUF with general.type 'imatrix'); make one with"
                + " 'fathom imatrix'");
      }
      Map<String, Entry> entries = new TreeMap<>();
      for (String tensor : file.entries().keySet()) {
        if (tensor.endsWith(SUMS)) {
          String matrix = tensor.substring(0, tensor.length() - SUMS.length());
          entries.put(matrix, entry(path, file, matrix));
        }
      }
      return new ImportanceMatrix(
          path.toString(),
          file.metadata().findStrings("imatrix.datasets").orElse(List.of()),
          file.metadata().findLong("imatrix.chunk_count").orElse(0L).intValue(),
          file.metadata().findLong("imatrix.chunk_size").orElse(0L).intValue(),
          entries);
    }
  }

  private static Entry entry(Path path, Checkpoint file, String matrix) {
    if (!file.entries().containsKey(matrix + COUNTS)) {
      throw new QuantizeException(path + ": tensor '" + matrix + COUNTS + "' is missing");
    }
    float[] sums = numbers(path, file.tensor(matrix + SUMS));
    float[] counts = numbers(path, file.tensor(matrix + COUNTS));
    if (sums.length % counts.length != 0) {
      throw new QuantizeException(
          path
              + ": tensor '"
              + matrix
              + SUMS
              + "' has "
              + sums.length
              + " numbers, wanted a multiple"
              + " of its "
              + counts.length
              + " counts");
    }
    return new Entry(sums, counts);
  }

  private static float[] numbers(Path path, Tensor tensor) {
    if (tensor.type() != ElementType.F32) {
      throw new QuantizeException(path + ": is of type " + tensor.type() + ", wanted F32");
    }
    int count = Math.toIntExact(tensor.shape().elements());
    float[] numbers = new float[count];
    BlockDecoder.decode(ElementType.F32, tensor.data(), 0, numbers, 0, count);
    for (float number : numbers) {
      if (!(number >= 0) || Float.isInfinite(number)) {
        throw new QuantizeException(
            path + ": has the sum or count " + number + ", wanted 0 or more");
      }
    }
    return numbers;
  }

  /// The entry of tensor `name`, checked against its shape.
  Optional<Entry> find(String tensor, Shape shape) {
    Entry entry = entries.get(tensor);
    if (entry == null) {
      return Optional.empty();
    }
    long matrices = shape.rank() > 2 ? shape.length(0) : 1;
    boolean counted = entry.counts.length == 1 || entry.counts.length == matrices;
    if (entry.sums.length != matrices * shape.rowLength() || !counted) {
      throw new QuantizeException(
          "%s: '%s' has %d sums and %d counts, but the model's tensor is %s; it belongs to another"
                  .formatted(name, tensor, entry.sums.length, entry.counts.length, shape)
              + " model");
    }
    return Optional.of(entry);
  }

  /// Writes it as llama.cpp reads it.
  public void write(Path path) throws IOException {
    GgufWriter writer =
        new GgufWriter()
            .string("general.type", "imatrix")
            .strings("imatrix.datasets", datasets)
            .value("imatrix.chunk_count", GgufValueType.UINT32, chunks)
            .value("imatrix.chunk_size", GgufValueType.UINT32, chunkTokens);
    try (Arena arena = Arena.ofShared()) {
      entries.forEach(
          (tensor, entry) -> {
            int matrices = entry.counts.length;
            writer.tensor(tensor + SUMS, tensor(arena, entry.sums, matrices));
            writer.tensor(tensor + COUNTS, tensor(arena, entry.counts, matrices));
          });
      writer.writeTo(path);
    }
  }

  private static Tensor tensor(Arena arena, float[] numbers, int rows) {
    Tensor tensor = Tensor.allocate(arena, rows, numbers.length / rows);
    for (int row = 0; row < rows; row++) {
      tensor.setRow(
          row,
          java.util.Arrays.copyOfRange(
              numbers, row * tensor.columns(), (row + 1) * tensor.columns()));
    }
    return tensor;
  }
}
