package dev.fathom.kernel;

import dev.fathom.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// A weight and the rows that meet it: row `inputs[i]` of the activations gives row `outputs[i]` of
/// the result. All operations of a {@link KernelSet} that multiply are lists of these.
record Product(Tensor w, int[] inputs, int[] outputs) {
  /// One weight, every row.
  static List<Product> dense(Tensor x, Tensor w) {
    int[] rows = every(x.rows(), 0, 1);
    return List.of(new Product(w, rows, rows));
  }

  /// One weight a head; `x` is `[T, H, K]`.
  static List<Product> heads(Tensor x, List<Tensor> heads) {
    List<Product> products = new ArrayList<>();
    for (int head = 0; head < heads.size(); head++) {
      int[] rows = every(x.rows() / heads.size(), head, heads.size());
      products.add(new Product(heads.get(head), rows, rows));
    }
    return products;
  }

  /// One weight an expert that somebody chose; `x` is `[T, K]` or `[A, K]`.
  static List<Product> experts(Tensor x, List<Tensor> experts, ExpertRouting routing) {
    var groups = routing.group(experts.size());
    int perInput = routing.experts().length == x.rows() ? 1 : routing.topK();
    List<Product> products = new ArrayList<>();
    for (int expert = 0; expert < experts.size(); expert++) {
      int from = groups.starts()[expert];
      int count = groups.starts()[expert + 1] - from;
      if (count > 0) {
        int[] inputs = new int[count];
        int[] outputs = new int[count];
        for (int i = 0; i < count; i++) {
          outputs[i] = groups.order()[from + i];
          inputs[i] = outputs[i] / perInput;
        }
        products.add(new Product(experts.get(expert), inputs, outputs));
      }
    }
    return products;
  }

  private static int[] every(int count, int first, int step) {
    int[] rows = new int[count];
    for (int i = 0; i < count; i++) {
      rows[i] = first + i * step;
    }
    return rows;
  }
}
