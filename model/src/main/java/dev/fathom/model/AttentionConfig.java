package dev.fathom.model;

import java.util.List;

/// How tokens of a sequence read each other: the shape of the attention, the same in every layer.
public sealed interface AttentionConfig {
  /// H, the number of query heads.
  int heads();

  /// Weights of one layer's attention, norms and biases included, at model width `width`.
  long parameters(int width);

  /// Elements of one position's row in the cache's first part: all keys, or latent and rotated key.
  int keyRow();

  /// Elements of one position's row of values; 0 where values are columns of the key row.
  int valueRow();

  /// Elements of the parts of a cache row that are read by themselves: a head's key and value, or
  /// latent and rotated key.
  List<Integer> cachedParts();

  /// What the dot product of query and key is multiplied by, before RoPE's own factor.
  double scale();

  /// Heads in groups share keys and values; as many groups as heads is plain multi-head attention.
  ///
  /// @param heads query heads H
  /// @param groups key/value heads
  /// @param keyWidth elements of a query or key head
  /// @param valueWidth elements of a value head
  /// @param extras which of the optional weights there are
  record GroupedQuery(int heads, int groups, int keyWidth, int valueWidth, Extras extras)
      implements AttentionConfig {
    public GroupedQuery {
      Bounds.within("attention head_count", heads, 1, 65_536);
      Bounds.within("attention head_count_kv", groups, 1, heads);
      Bounds.divides("attention head_count", heads, "head_count_kv", groups);
      Bounds.within("attention key_length", keyWidth, 2, 65_536);
      Bounds.within("attention value_length", valueWidth, 1, 65_536);
      long widest = (long) heads * Math.max(keyWidth, valueWidth);
      Bounds.within("attention width of all heads", widest, 1, Bounds.MAX_WIDTH);
    }

    @Override
    public long parameters(int width) {
      long in = (long) heads * keyWidth + keyRow() + valueRow();
      long out = (long) heads * valueWidth * width;
      long biases = (extras.inputBias ? in : 0) + (extras.outputBias ? width : 0);
      return in * width + out + biases + (extras.headNorms ? 2L * keyWidth : 0);
    }

    @Override
    public int keyRow() {
      return groups * keyWidth;
    }

    @Override
    public int valueRow() {
      return groups * valueWidth;
    }

    @Override
    public List<Integer> cachedParts() {
      return List.of(keyWidth, valueWidth);
    }

    @Override
    public double scale() {
      return 1 / Math.sqrt(keyWidth);
    }
  }

  /// Optional weights of grouped-query attention.
  ///
  /// @param inputBias biases of q, k and v (Qwen2)
  /// @param outputBias a bias of the output projection
  /// @param headNorms RMS norms over each head of q and k (Qwen3)
  record Extras(boolean inputBias, boolean outputBias, boolean headNorms) {}

  /// Keys and values of all heads come from one small latent (multi-head latent attention,
  /// DeepSeek-V2 report, section 2.1).
  ///
  /// @param heads H
  /// @param queryRank width of the query's own latent; 0 where queries are projected directly
  /// @param latentRank R, width of the key/value latent
  /// @param nopeWidth elements of a head's key without position
  /// @param ropeWidth elements of the rotated key that all heads share
  /// @param valueWidth elements of a value head
  record Latent(
      int heads, int queryRank, int latentRank, int nopeWidth, int ropeWidth, int valueWidth)
      implements AttentionConfig {
    public Latent {
      Bounds.within("attention head_count", heads, 1, 65_536);
      Bounds.within("attention q_lora_rank", queryRank, 0, Bounds.MAX_WIDTH);
      Bounds.within("attention kv_lora_rank", latentRank, 1, Bounds.MAX_WIDTH);
      Bounds.within("attention key width without position", nopeWidth, 1, 65_536);
      Bounds.within("attention rotated key width", ropeWidth, 2, 65_536);
      Bounds.within("attention value width", valueWidth, 1, 65_536);
      Bounds.within(
          "attention width of all heads",
          heads * (long) Math.max(nopeWidth + ropeWidth, nopeWidth + valueWidth),
          1,
          Bounds.MAX_WIDTH);
    }

    /// Elements of a query or key head.
    public int keyWidth() {
      return nopeWidth + ropeWidth;
    }

    @Override
    public long parameters(int width) {
      long queries = (long) heads * keyWidth();
      long query =
          queryRank == 0
              ? width * queries
              : (long) width * queryRank + queryRank + queryRank * queries;
      long down = (long) width * keyRow() + latentRank;
      long up = (long) latentRank * heads * (nopeWidth + valueWidth);
      return query + down + up + (long) heads * valueWidth * width;
    }

    @Override
    public int keyRow() {
      return latentRank + ropeWidth;
    }

    @Override
    public int valueRow() {
      return 0;
    }

    @Override
    public List<Integer> cachedParts() {
      return List.of(latentRank, ropeWidth);
    }

    @Override
    public double scale() {
      return 1 / Math.sqrt(keyWidth());
    }
  }
}
