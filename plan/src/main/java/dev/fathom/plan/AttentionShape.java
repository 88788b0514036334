package dev.fathom.plan;

/// The attention of one layer: what it keeps of a token, and what reading one earlier token takes.
public sealed interface AttentionShape {
  /// Numbers kept of a token.
  double row();

  /// FLOPs for a new token and one earlier token, as prompts and training compute it.
  double prefillFlops();

  /// FLOPs for a new token and one earlier token, as generation computes it.
  double decodeFlops();

  /// Weights of a layer that generation multiplies with transposed; 0 where it does not.
  double transposed();

  /// Products with weights of a layer.
  int products();

  /// How it is called.
  String kind();

  /// Keys and values of `groups` heads, read by `heads`.
  record Grouped(int heads, int groups, int width) implements AttentionShape {
    @Override
    public double row() {
      return 2.0 * groups * width;
    }

    @Override
    public double prefillFlops() {
      return 4.0 * heads * width;
    }

    @Override
    public double decodeFlops() {
      return prefillFlops();
    }

    @Override
    public double transposed() {
      return 0;
    }

    @Override
    public int products() {
      return 4; // queries, keys, values, output
    }

    @Override
    public String kind() {
      return "grouped";
    }
  }

  /// One latent for all heads (DeepSeek-V2): heads of keys and values for prompts, the latent
  /// itself for generation.
  record Latent(int heads, int rank, int nope, int rope, int value) implements AttentionShape {
    @Override
    public double row() {
      return (double) rank + rope;
    }

    @Override
    public double prefillFlops() {
      return 2.0 * heads * (nope + rope + value);
    }

    @Override
    public double decodeFlops() {
      return 2.0 * heads * (2.0 * rank + rope);
    }

    /// Those that take a query into the latent's space, which files keep the other way round.
    @Override
    public double transposed() {
      return (double) heads * nope * rank;
    }

    @Override
    public int products() {
      return 5; // queries, latent, into and out of its space, output
    }

    @Override
    public String kind() {
      return "latent";
    }
  }
}
