package dev.fathom.text;

import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/// A vocabulary of all strings of one to three bytes: an id is their number, above it their count.
record PackedTokenizer() implements Tokenizer {
  static int id(byte[] bytes, int from, int to) {
    int packed = to - from;
    for (int i = from; i < to; i++) {
      packed = (packed << 8) | (bytes[i] & 0xFF);
    }
    return packed;
  }

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
    int count = id >>> 24 != 0 ? 3 : id >>> 16 != 0 ? 2 : 1;
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) (id >>> (8 * (count - 1 - i)));
    }
    return bytes;
  }

  @Override
  public String piece(int id) {
    return new String(bytes(id), StandardCharsets.UTF_8);
  }

  @Override
  public OptionalInt id(String piece) {
    return OptionalInt.empty();
  }

  @Override
  public boolean isSpecial(int id) {
    return false;
  }

  @Override
  public int size() {
    return 1 << 26;
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
