package dev.fathom.grammar;

import dev.fathom.text.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/// A tokenizer of given tokens, which can only be asked what they are.
final class WordTokenizer implements Tokenizer {
  private final List<byte[]> tokens = new ArrayList<>();
  private final int firstSpecial;

  /// All single bytes, then `words`, then `specials`.
  WordTokenizer(List<byte[]> words, List<String> specials) {
    for (int b = 0; b < 256; b++) {
      tokens.add(new byte[] {(byte) b});
    }
    tokens.addAll(words);
    firstSpecial = tokens.size();
    specials.forEach(special -> tokens.add(special.getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public byte[] bytes(int id) {
    return tokens.get(id);
  }

  @Override
  public boolean isSpecial(int id) {
    return id >= firstSpecial;
  }

  @Override
  public int size() {
    return tokens.size();
  }

  @Override
  public int[] encode(String text, boolean special) {
    throw new UnsupportedOperationException();
  }

  @Override
  public String decode(int[] ids, boolean special) {
    throw new UnsupportedOperationException();
  }

  @Override
  public String piece(int id) {
    throw new UnsupportedOperationException();
  }

  @Override
  public OptionalInt id(String piece) {
    for (int id = 0; id < tokens.size(); id++) {
      if (new String(tokens.get(id), StandardCharsets.UTF_8).equals(piece)) {
        return OptionalInt.of(id);
      }
    }
    return OptionalInt.empty();
  }

  @Override
  public OptionalInt bos() {
    return OptionalInt.empty();
  }

  @Override
  public OptionalInt eos() {
    return OptionalInt.empty();
  }

  @Override
  public boolean addsBos() {
    return false;
  }
}
