package dev.fathom.train.evaluate;

/// The chance that of `k` answers one is right, estimated from more without bias (Chen et al. 2021,
/// Codex).
final class PassAtK {
  private PassAtK() {}

  /// `1 - C(n - c, k) / C(n, k)`.
  ///
  /// @param n answers there are
  /// @param c of them, right
  static double of(int n, int c, int k) {
    if (k < 1 || k > n || c < 0 || c > n) {
      throw new IllegalArgumentException(
          "pass@k needs k from 1 to n and c from 0 to n, got n %d, c %d, k %d".formatted(n, c, k));
    }
    double none = 1;
    for (int i = n - c + 1; i <= n; i++) {
      none *= 1 - (double) k / i;
    }
    // a factor below 0 would be passed over by none exactly 0
    return n - c < k ? 1 : 1 - none;
  }
}
