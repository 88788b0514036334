package dev.fathom.train.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Learns byte-pair merges from counted words (Sennrich et al. 2016): the most frequent pair first,
/// of equal ones the one with the lower ids.
final class Merges {
  /// Symbols beside each other.
  record Pair(int left, int right) {}

  private static final class Word {
    private int[] symbols;
    private final long count;

    Word(int[] symbols, long count) {
      this.symbols = symbols;
      this.count = count;
    }
  }

  private final List<Word> words = new ArrayList<>();

  /// @param counts words with how often they come; their order means nothing
  Merges(Map<String, Long> counts) {
    counts.forEach((word, count) -> words.add(new Word(ByteLetters.bytes(word), count)));
  }

  /// The first `wanted` merges, fewer where every word is one symbol before; symbols 0 to 255 are
  /// bytes, merge `m` makes symbol `256 + m`.
  List<Pair> learn(int wanted) {
    List<Pair> merges = new ArrayList<>();
    while (merges.size() < wanted) {
      Pair best = mostFrequent();
      if (best == null) {
        break;
      }
      int symbol = 256 + merges.size();
      words.forEach(word -> word.symbols = merged(word.symbols, best, symbol));
      merges.add(best);
    }
    return merges;
  }

  private @org.jspecify.annotations.Nullable Pair mostFrequent() {
    Map<Pair, Long> counts = new HashMap<>();
    for (Word word : words) {
      for (int i = 1; i < word.symbols.length; i++) {
        counts.merge(new Pair(word.symbols[i - 1], word.symbols[i]), word.count, Long::sum);
      }
    }
    Pair best = null;
    long most = 0;
    for (var entry : counts.entrySet()) {
      boolean better = entry.getValue() > most;
      boolean equal = best != null && entry.getValue() == most && before(entry.getKey(), best);
      if (better || equal) {
        best = entry.getKey();
        most = entry.getValue();
      }
    }
    return best;
  }

  private static boolean before(Pair one, Pair other) {
    return one.left() != other.left() ? one.left() < other.left() : one.right() < other.right();
  }

  private static int[] merged(int[] symbols, Pair pair, int symbol) {
    int[] rest = new int[symbols.length];
    int length = 0;
    for (int i = 0; i < symbols.length; i++) {
      boolean both =
          i + 1 < symbols.length && symbols[i] == pair.left() && symbols[i + 1] == pair.right();
      rest[length++] = both ? symbol : symbols[i];
      i += both ? 1 : 0;
    }
    return length == symbols.length ? symbols : Arrays.copyOf(rest, length);
  }
}
