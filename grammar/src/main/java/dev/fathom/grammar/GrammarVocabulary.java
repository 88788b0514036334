package dev.fathom.grammar;

import dev.fathom.grammar.TokenTrie.Entry;
import dev.fathom.text.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// A tokenizer's tokens, laid out for masks; made once a model and shared. Immutable.
///
/// Special (control) tokens have no text, so they are not allowed. The exception are marks: a
/// special token may spell part of a text that came by {@link Grammar#literal}, as a key of {@link
/// Grammar#triggered} or as the separator of {@link Grammar#repeat}, if its whole spelling lies
/// within.
public final class GrammarVocabulary {
  private static final int LONGEST = 4096;

  private final int size;
  private final byte[][] bytes;
  private final boolean[] special;
  private final Set<Integer> endTokens;
  private final TokenTrie shortTokens;
  private final TokenTrie longTokens;
  private final TokenTrie specialTokens;

  private GrammarVocabulary(Tokenizer tokenizer, int size, Set<Integer> endTokens) {
    this.size = size;
    this.endTokens = Set.copyOf(endTokens);
    this.bytes = new byte[size][];
    this.special = new boolean[size];
    List<Entry> shorts = new ArrayList<>();
    List<Entry> longs = new ArrayList<>();
    List<Entry> specials = new ArrayList<>();
    for (int id = 0; id < size; id++) {
      bytes[id] = textOf(tokenizer, id);
      special[id] = id < tokenizer.size() && tokenizer.isSpecial(id);
      if (bytes[id].length > 0) {
        boolean fits = bytes[id].length <= Automaton.COUNTED;
        (special[id] ? specials : fits ? shorts : longs).add(new Entry(id, bytes[id]));
      }
    }
    this.shortTokens = new TokenTrie(shorts);
    this.longTokens = new TokenTrie(longs);
    this.specialTokens = new TokenTrie(specials);
  }

  /// Of the ids below `size`; those above the tokenizer's have no text and are never allowed.
  ///
  /// @param endTokens allowed where a text may end, and only there
  public static GrammarVocabulary of(Tokenizer tokenizer, int size, Set<Integer> endTokens) {
    for (int id : endTokens) {
      if (id < 0 || id >= size) {
        throw new IllegalArgumentException("end token " + id + " is not below " + size);
      }
    }
    return new GrammarVocabulary(tokenizer, size, endTokens);
  }

  /// The number of ids.
  public int size() {
    return size;
  }

  /// The tokens at which a text may end.
  Set<Integer> endTokens() {
    return endTokens;
  }

  boolean isEnd(int id) {
    return endTokens.contains(id);
  }

  boolean isSpecial(int id) {
    return special[id];
  }

  /// The bytes of `id`; none if it has no text, as an end token.
  byte[] bytes(int id) {
    return bytes[id];
  }

  /// Plain tokens of at most {@link Automaton#COUNTED} bytes.
  TokenTrie shortTokens() {
    return shortTokens;
  }

  /// Plain tokens of more.
  TokenTrie longTokens() {
    return longTokens;
  }

  /// Special tokens by their spelling.
  TokenTrie specialTokens() {
    return specialTokens;
  }

  private byte[] textOf(Tokenizer tokenizer, int id) {
    byte[] text =
        id >= tokenizer.size() || endTokens.contains(id) ? new byte[0] : tokenizer.bytes(id);
    return text.length <= LONGEST ? text : new byte[0];
  }
}
