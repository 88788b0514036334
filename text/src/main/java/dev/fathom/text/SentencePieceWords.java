package dev.fathom.text;

import java.util.Arrays;

/// SentencePiece with scores (Llama 2): the neighbours whose union has the highest score are merged
/// first; what is left without a token becomes byte tokens.
final class SentencePieceWords implements WordEncoder {
  // the work of finding all ways to cut a token grows with the square of its length
  private static final int LONGEST = 256;

  // a character without a token of its own may still be part of one: it gets an id above all others
  private static final int CHARACTERS = Vocabulary.MOST;

  private final Vocabulary vocabulary;
  private final boolean[] mergeable;
  private final Merging merging;
  private final BytePieces bytes;
  private final int unknown;

  /// @param scores by id
  /// @param mergeable by id: whether text can become this token
  /// @param unknown the unknown token, or -1
  SentencePieceWords(Vocabulary vocabulary, float[] scores, boolean[] mergeable, int unknown) {
    this.vocabulary = vocabulary;
    this.mergeable = mergeable;
    this.bytes = new BytePieces(vocabulary);
    this.unknown = unknown;
    if (unknown < 0 && !bytes.complete()) {
      throw vocabulary.bad(
          "tokenizer.ggml.tokens has neither all tokens <0x00> to <0xFF> nor an unknown token");
    }
    this.merging = new Merging(merges(scores));
  }

  @Override
  public void encode(String word, IdList out) {
    int[] ids = word.codePoints().map(this::first).toArray();
    int left = merging.merge(ids, ids.length);
    for (int i = 0; i < left; i++) {
      if (ids[i] < CHARACTERS) {
        out.add(ids[i]);
      } else if (!bytes.encode(ids[i] - CHARACTERS, out)) {
        out.add(unknown);
      }
    }
  }

  private MergeTable merges(float[] scores) {
    float[] sorted = scores.clone();
    Arrays.sort(sorted);
    MergeTable merges = new MergeTable(4 * vocabulary.size());
    for (int id = 0; id < vocabulary.size(); id++) {
      if (mergeable[id]) {
        addCuts(merges, id, rank(sorted, scores[id]));
      }
    }
    return merges;
  }

  // equal scores have equal ranks: then the leftmost pair goes first
  private static int rank(float[] sorted, float score) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] <= score) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return sorted.length - low;
  }

  private void addCuts(MergeTable merges, int id, int rank) {
    String whole = vocabulary.spelling(id);
    if (whole.length() > LONGEST) {
      throw vocabulary.bad(
          "tokenizer.ggml.tokens["
              + id
              + "] has "
              + whole.length()
              + " characters, at most "
              + LONGEST
              + " are supported");
    }
    for (int cut = 1; cut < whole.length(); cut++) {
      if (!Character.isLowSurrogate(whole.charAt(cut))) {
        int left = part(whole.substring(0, cut));
        int right = part(whole.substring(cut));
        if (left >= 0 && right >= 0) {
          merges.put(left, right, rank, id);
        }
      }
    }
  }

  private int part(String part) {
    int id = vocabulary.find(part);
    if (id >= 0 && mergeable[id]) {
      return id;
    }
    int first = part.codePointAt(0);
    return part.length() == Character.charCount(first) ? CHARACTERS + first : -1;
  }

  private int first(int codePoint) {
    return part(Character.toString(codePoint));
  }
}
