package dev.fathom.text;

import java.util.List;

/// A pre-tokenizer: cuts text into the words that are encoded one by one. Immutable and safe for
/// many threads.
sealed interface Cut permits Cut.Chain, Cut.SpacePrefix, Cut.Metaspace, PatternCut {
  /// Who takes the words.
  @FunctionalInterface
  interface Words {
    /// @param first whether `word` is where the whole text begins
    void take(String word, boolean first);
  }

  /// Hands the words of `text`, none of them empty, to `out`, in order.
  ///
  /// @param first whether `text` is where the whole text begins
  void cut(String text, boolean first, Words out);

  /// Every word of one cut goes through the next.
  record Chain(List<Cut> links) implements Cut {
    @Override
    public void cut(String text, boolean first, Words out) {
      Words words = out;
      for (Cut link : links.reversed()) {
        Words next = words;
        words = (word, begins) -> link.cut(word, begins, next);
      }
      words.take(text, first);
    }
  }

  /// A space in front of every text without one.
  record SpacePrefix() implements Cut {
    @Override
    public void cut(String text, boolean first, Words out) {
      out.take(text.startsWith(" ") ? text : " " + text, first);
    }
  }

  /// Where SentencePiece's mark is put in front.
  enum Prefix {
    ALWAYS,
    FIRST,
    NEVER
  }

  /// SentencePiece's mark for every space, and perhaps in front.
  record Metaspace(char mark, Prefix prefix) implements Cut {
    @Override
    public void cut(String text, boolean first, Words out) {
      String marked = text.replace(' ', mark);
      boolean wanted = prefix == Prefix.ALWAYS || (prefix == Prefix.FIRST && first);
      out.take(wanted && marked.charAt(0) != mark ? mark + marked : marked, first);
    }
  }
}
