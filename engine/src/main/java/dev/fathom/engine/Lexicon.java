package dev.fathom.engine;

import dev.fathom.grammar.Grammar;
import dev.fathom.grammar.GrammarMatcher;
import dev.fathom.grammar.GrammarVocabulary;
import dev.fathom.text.ThinkingMarks;
import dev.fathom.text.TokenDecoder;
import dev.fathom.text.Tokenizer;
import java.util.BitSet;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What drawing must know of a model's tokens: the marks of thinking, which tokens end a turn, and
/// the vocabulary as grammars see it. One an engine, for all threads; what few requests need is
/// made when the first asks.
final class Lexicon {
  private final Tokenizer tokenizer;
  private final int size;
  private final Set<Integer> endTokens;
  private final OptionalInt thinkMark;
  private final OptionalInt thoughtMark;
  private final int[] closing;
  private @Nullable GrammarVocabulary vocabulary;
  private long @Nullable [] newlines;
  private long @Nullable [] unending;

  Lexicon(ModelFacts facts) {
    tokenizer = facts.tokenizer();
    size = facts.vocabulary();
    endTokens = facts.endTokens();
    thinkMark = mark(ThinkingMarks.OPEN);
    thoughtMark = mark(ThinkingMarks.CLOSE);
    closing = closing(tokenizer);
  }

  /// The number of ids.
  int size() {
    return size;
  }

  boolean isEnd(int id) {
    return endTokens.contains(id);
  }

  /// The tokens that close a thought.
  int[] closing() {
    return closing.clone();
  }

  /// What `id` stands for; nothing where only the model's rows know it.
  byte[] bytes(int id) {
    return id < tokenizer.size() ? tokenizer.bytes(id) : new byte[0];
  }

  /// A decoder that tells thought from answer.
  TokenDecoder decoder(boolean thinking) {
    return new TokenDecoder(tokenizer, thinking);
  }

  /// A matcher at the beginning of `grammar`. The first call lays the vocabulary out, which takes a
  /// moment.
  GrammarMatcher matcher(Grammar grammar) {
    return new GrammarMatcher(grammar, vocabulary());
  }

  /// Tokens of newlines only, as bits; not to be changed.
  synchronized long[] newlines() {
    if (newlines == null) {
      BitSet bits = new BitSet(size);
      for (int id = 0; id < Math.min(size, tokenizer.size()); id++) {
        bits.set(id, isNewlines(id));
      }
      newlines = words(bits);
    }
    return newlines;
  }

  /// All tokens but those that end a turn, as bits; not to be changed.
  synchronized long[] unending() {
    if (unending == null) {
      BitSet bits = new BitSet(size);
      bits.set(0, size);
      endTokens.forEach(bits::clear);
      unending = words(bits);
    }
    return unending;
  }

  /// Whether `id` is text of newlines only.
  boolean isNewlines(int id) {
    byte[] bytes = tokenizer.isSpecial(id) ? new byte[0] : bytes(id);
    for (byte b : bytes) {
      if (b != '\n' && b != '\r') {
        return false;
      }
    }
    return bytes.length > 0;
  }

  /// The token by which a model may open a thought of its own behind `prompt`: none where a thought
  /// was just closed there, by which templates turn thinking off.
  OptionalInt opening(int[] prompt) {
    for (int i = Math.max(0, prompt.length - 4); i < prompt.length; i++) {
      if (thoughtMark.isPresent() && prompt[i] == thoughtMark.getAsInt()) {
        return OptionalInt.empty();
      }
    }
    return thinkMark;
  }

  /// Refuses terms that name tokens the model does not have.
  void check(Terms terms) {
    for (int id : terms.logitBias().keySet()) {
      if (id < 0 || id >= size) {
        throw new IllegalArgumentException(
            "logit_bias names token %d, but the model has ids 0 to %d".formatted(id, size - 1));
      }
    }
  }

  private synchronized GrammarVocabulary vocabulary() {
    if (vocabulary == null) {
      vocabulary = GrammarVocabulary.of(tokenizer, size, endTokens);
    }
    return vocabulary;
  }

  /// Models write an empty line behind the mark; a tokenizer may have no newlines.
  private int[] closing(Tokenizer tokenizer) {
    int[] all = ThinkingMarks.closeIds(tokenizer);
    int[] mark = tokenizer.encode(ThinkingMarks.CLOSE, true);
    return IntStream.of(all).skip(mark.length).allMatch(this::isNewlines) ? all : mark;
  }

  private OptionalInt mark(String text) {
    int[] ids = tokenizer.encode(text, true);
    return ids.length == 1 ? OptionalInt.of(ids[0]) : OptionalInt.empty();
  }

  private long[] words(BitSet bits) {
    long[] words = new long[Math.ceilDiv(size, Long.SIZE)];
    long[] set = bits.toLongArray();
    System.arraycopy(set, 0, words, 0, set.length);
    return words;
  }
}
