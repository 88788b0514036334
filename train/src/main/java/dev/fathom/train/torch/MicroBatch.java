package dev.fathom.train.torch;

import dev.fathom.train.Rows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/// Some rows of a step that go through the model together: S rows, padded to T tokens.
///
/// @param rows all rows of the step
/// @param which the S of them
/// @param length T
record MicroBatch(Rows rows, int[] which, int length) {
  /// Sorts rows by length, so that little is padding, and cuts them into batches of at most `most`
  /// tokens, padding included; a row that is longer goes alone.
  static List<MicroBatch> of(Rows rows, int most) {
    int[] sorted =
        IntStream.range(0, rows.tokens().length)
            .boxed()
            .sorted(Comparator.comparingInt(row -> rows.tokens()[row].length))
            .mapToInt(Integer::intValue)
            .toArray();
    List<MicroBatch> batches = new ArrayList<>();
    int from = 0;
    for (int to = 1; to <= sorted.length; to++) {
      boolean full =
          to == sorted.length || (to + 1L - from) * rows.tokens()[sorted[to]].length > most;
      if (full) {
        int[] which = Arrays.copyOfRange(sorted, from, to);
        batches.add(new MicroBatch(rows, which, rows.tokens()[sorted[to - 1]].length));
        from = to;
      }
    }
    return batches;
  }

  /// Tokens, padding included.
  long size() {
    return (long) which.length * length;
  }

  /// Of every row, the last `behind` tokens left out.
  int[] lengths(int behind) {
    return IntStream.of(which).map(row -> rows.tokens()[row].length - behind).toArray();
  }

  /// `[S, T - from]` ids, the first `from` of each row left out.
  Tensor ids(int from) {
    int columns = length - from;
    long[] ids = new long[which.length * columns];
    for (int row = 0; row < which.length; row++) {
      int[] tokens = rows.tokens()[which[row]];
      for (int at = from; at < tokens.length; at++) {
        ids[row * columns + at - from] = tokens[at];
      }
    }
    return Numbers.of(ids, which.length, columns);
  }

  /// The tokens that count, each predicted by the position `ahead` before it.
  ///
  /// @param shares `[all rows][T]`, 0 for tokens that do not count
  Targets targets(int ahead, float[][] shares) {
    List<int[]> found = new ArrayList<>();
    for (int row = 0; row < which.length; row++) {
      for (int at = ahead; at < shares[which[row]].length; at++) {
        if (shares[which[row]][at] != 0) {
          found.add(new int[] {row * (length - ahead + 1) + at - ahead, which[row], at});
        }
      }
    }
    return new Targets(rows, found.toArray(int[][]::new));
  }

  /// M tokens to predict.
  ///
  /// @param places `[M][3]`: the hidden state that predicts, the row, the token in it
  record Targets(Rows rows, int[][] places) {
    int count() {
      return places.length;
    }

    /// `[M]` which of the batch's hidden states predict.
    Tensor predicting() {
      return Numbers.of(longs(place -> place[0]), places.length);
    }

    /// `[M, 1]`.
    Tensor ids() {
      return Numbers.of(longs(place -> rows.tokens()[place[1]][place[2]]), places.length, 1);
    }

    private long[] longs(ToLongFunction<int[]> value) {
      return Arrays.stream(places).mapToLong(value).toArray();
    }

    /// `[M]` of `[all rows][T]`.
    Tensor gather(float[][] values) {
      float[] gathered = new float[places.length];
      for (int i = 0; i < gathered.length; i++) {
        gathered[i] = values[places[i][1]][places[i][2]];
      }
      return Numbers.of(gathered, gathered.length);
    }

    /// `[M]` of `[all rows]`.
    Tensor gather(float[] values) {
      float[] gathered = new float[places.length];
      for (int i = 0; i < gathered.length; i++) {
        gathered[i] = values[places[i][1]];
      }
      return Numbers.of(gathered, gathered.length);
    }
  }
}
