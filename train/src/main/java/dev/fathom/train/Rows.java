package dev.fathom.train;

/// Token rows to learn from, each of its own length; shorter ones are padded behind.
///
/// @param tokens `[S][T]` ids
/// @param weights `[S][T]` what the prediction of each token counts; 0 for prompts. The first token
///   of a row is predicted by nothing
public record Rows(int[][] tokens, float[][] weights) {
  public Rows {
    if (tokens.length != weights.length) {
      throw new IllegalArgumentException(
          "rows of tokens and of weights must be as many, got %d and %d"
              .formatted(tokens.length, weights.length));
    }
    for (int row = 0; row < tokens.length; row++) {
      if (tokens[row].length != weights[row].length || tokens[row].length < 2) {
        throw new IllegalArgumentException(
            "row %d must have 2 or more tokens and a weight for each, got %d and %d"
                .formatted(row, tokens[row].length, weights[row].length));
      }
    }
  }

  /// All tokens.
  public int count() {
    int count = 0;
    for (int[] row : tokens) {
      count += row.length;
    }
    return count;
  }
}
