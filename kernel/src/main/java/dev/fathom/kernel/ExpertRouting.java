package dev.fathom.kernel;

/// Which experts each token goes to, and with what weight. Assignment `a = token * topK + k`.
///
/// @param experts expert of every assignment, length T times topK
/// @param weights weight of every assignment, same length
public record ExpertRouting(int topK, int[] experts, float[] weights) {
  public ExpertRouting {
    if (topK < 1 || experts.length % topK != 0 || weights.length != experts.length) {
      throw new IllegalArgumentException(
          "got "
              + experts.length
              + " assignments and "
              + weights.length
              + " weights for top-"
              + topK);
    }
  }

  /// The number of tokens T.
  public int tokens() {
    return experts.length / topK;
  }

  /// Assignments sorted by expert, and by assignment within an expert: expert e has
  /// `order[starts[e]] .. order[starts[e + 1] - 1]`.
  public Grouping group(int expertCount) {
    int[] starts = new int[expertCount + 1];
    for (int expert : experts) {
      starts[expert + 1]++;
    }
    for (int expert = 0; expert < expertCount; expert++) {
      starts[expert + 1] += starts[expert];
    }
    int[] next = starts.clone();
    int[] order = new int[experts.length];
    for (int assignment = 0; assignment < experts.length; assignment++) {
      order[next[experts[assignment]]++] = assignment;
    }
    return new Grouping(starts, order);
  }

  /// Assignments by expert; see {@link ExpertRouting#group}.
  public record Grouping(int[] starts, int[] order) {}
}
