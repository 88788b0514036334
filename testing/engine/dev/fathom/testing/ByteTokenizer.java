package dev.fathom.testing;

import dev.fathom.text.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/// One token a byte, and one that ends.
public final class ByteTokenizer implements Tokenizer {
  /// The token that ends a turn.
  public static final int END = 256;

  static final int SIZE = 257;

  @Override
  public int[] encode(String text, boolean special) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int[] ids = new int[bytes.length];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = bytes[i] & 0xff;
    }
    return ids;
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
