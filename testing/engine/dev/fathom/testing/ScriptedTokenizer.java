package dev.fathom.testing;

import dev.fathom.text.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/// Bytes, some longer pieces and the marks of Qwen's models: the longest piece that fits is a token.
public final class ScriptedTokenizer implements Tokenizer {
  private static final int BYTES = 256;
  private static final List<String> PIECES =
      List.of(
          "assistant\n", "{}", "{\"", "\": ", "\": \"", "\"}", "}}", "},", "  ", "\n\n", " the", " is", " of",
          " in", " and", "The", "er", "in", "on", "ing", "ed", "city", "name", "\"name", "arguments",
          " Mun", "ich", "Ber", "lin", "Hello", " World", "weather", " sun", "ny", "capital", "ä", "é");

  static final List<String> MARKS =
      List.of(
          "<|endoftext|>",
          "<|im_start|>",
          "<|im_end|>",
          "<think>",
          "</think>",
          "<tool_call>",
          "</tool_call>");

  private static final int FIRST_MARK = BYTES + PIECES.size();
  private static final int SPECIAL_MARKS = 3;

  static final int ASSISTANT = BYTES;
  static final int START = FIRST_MARK + 1;
  static final int END = FIRST_MARK + 2;

  @Override
  public int[] encode(String text, boolean special) {
    IntStream.Builder ids = IntStream.builder();
    for (int at = 0; at < text.length(); ) {
      int id = longest(text, at, special);
      if (id >= BYTES) {
        ids.add(id);
        at += piece(id).length();
      } else {
        int length = Character.charCount(text.codePointAt(at));
        for (byte b : text.substring(at, at + length).getBytes(StandardCharsets.UTF_8)) {
          ids.add(b & 0xff);
        }
        at += length;
      }
    }
    return ids.build().toArray();
  }

  private int longest(String text, int at, boolean special) {
    int best = -1;
    for (int id = BYTES; id < size(); id++) {
      boolean known = special || !isSpecial(id);
      boolean longer = best < 0 || piece(id).length() > piece(best).length();
      if (known && longer && text.startsWith(piece(id), at)) {
        best = id;
      }
    }
    return best;
  }

  @Override
  public String decode(int[] ids, boolean special) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int id : ids) {
      if (special || !isSpecial(id)) {
        bytes.writeBytes(bytes(id));
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Override
  public byte[] bytes(int id) {
    return id < BYTES ? new byte[] {(byte) id} : piece(id).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String piece(int id) {
    if (id < BYTES) {
      return "<0x%02X>".formatted(id);
    }
    return id < FIRST_MARK ? PIECES.get(id - BYTES) : MARKS.get(id - FIRST_MARK);
  }

  @Override
  public OptionalInt id(String piece) {
    return IntStream.range(0, size()).filter(id -> piece(id).equals(piece)).findFirst();
  }

  @Override
  public boolean isSpecial(int id) {
    return id >= FIRST_MARK && id < FIRST_MARK + SPECIAL_MARKS;
  }

  @Override
  public int size() {
    return FIRST_MARK + MARKS.size();
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
