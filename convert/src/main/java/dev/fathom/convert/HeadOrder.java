package dev.fathom.convert;

import java.util.function.LongUnaryOperator;

/// The rows of a query or key matrix, a head at a time: Hugging Face rotates the two halves of a
/// head against each other, GGUF's `llama` and `deepseek` neighbours.
record HeadOrder(int headWidth) {
  /// Which row of the halved matrix a row of the interleaved one is.
  LongUnaryOperator fromHalves() {
    int half = headWidth / 2;
    return row -> {
      long inHead = row % headWidth;
      return row - inHead + inHead % 2 * half + inHead / 2;
    };
  }

  /// Which row of the interleaved matrix a row of the halved one is.
  LongUnaryOperator fromNeighbours() {
    int half = headWidth / 2;
    return row -> {
      long inHead = row % headWidth;
      return row - inHead + inHead % half * 2 + inHead / half;
    };
  }

  /// Whether GGUF wants the rows of architecture `name` (GGUF's) in the other order.
  static boolean differs(String name) {
    return name.equals("llama") || name.equals("deepseek");
  }
}
