package dev.fathom.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/// A vocabulary of given bytes, for tests of decoding.
record ListedTokenizer(List<byte[]> tokens, int... special) implements Tokenizer {
  @Override
  public int[] encode(String text, boolean special) {
    throw new UnsupportedOperationException("only for decoding");
  }

  @Override
  public String decode(int[] ids, boolean special) {
    throw new UnsupportedOperationException("only for streams");
  }

  @Override
  public byte[] bytes(int id) {
    return tokens.get(id);
  }

  @Override
  public String piece(int id) {
    return new String(tokens.get(id), StandardCharsets.UTF_8);
  }

  @Override
  public OptionalInt id(String piece) {
    return OptionalInt.empty();
  }

  @Override
  public boolean isSpecial(int id) {
    return Arrays.stream(special).anyMatch(s -> s == id);
  }

  @Override
  public int size() {
    return tokens.size();
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
