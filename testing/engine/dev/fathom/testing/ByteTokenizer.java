package dev.fathom.testing;

import dev.fathom.text.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/// One token a byte, and one that ends.
public final class ByteTokenizer implements Tokenizer {
  /// The token that ends a turn.
  public static final int END = 256;

  /// How many tokens there are.
  public static final int SIZE = 257;

  /// The tokens of `text`.
  public static int[] ids(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return IntStream.range(0, bytes.length).map(i -> bytes[i] & 0xff).toArray();
  }

  @Override
  public int[] encode(String text, boolean special) {
    return ids(text);
  }

  @Override
  public String decode(int[] ids, boolean special) {
    byte[] bytes = new byte[ids.length];
    int count = 0;
    for (int id : ids) {
      if (id < END) {
        bytes[count++] = (byte) id;
      }
    }
    return new String(bytes, 0, count, StandardCharsets.UTF_8);
  }

  @Override
  public byte[] bytes(int id) {
    return id == END ? "<end>".getBytes(StandardCharsets.UTF_8) : new byte[] {(byte) id};
  }

  @Override
  public String piece(int id) {
    return id == END ? "<end>" : String.valueOf((char) id);
  }

  @Override
  public OptionalInt id(String piece) {
    return piece.equals("<end>") ? OptionalInt.of(END) : OptionalInt.empty();
  }

  @Override
  public boolean isSpecial(int id) {
    return id == END;
  }

  @Override
  public int size() {
    return SIZE;
  }

  @Override
  public OptionalInt bos() {
    return OptionalInt.empty();
  }

  @Override
  public OptionalInt eos() {
    return OptionalInt.of(END);
  }

  @Override
  public boolean addsBos() {
    return false;
  }
}
