package dev.fathom.engine;

import dev.fathom.text.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Ids as two letters each (`aa`, `ab`, ... `jz`), and some special tokens; enough of a tokenizer
/// for the engine's tests.
final class LetterTokenizer implements Tokenizer {
  static final int BEGIN = 90;
  static final int END = 91;
  static final int THINK = 92;
  static final int THOUGHT = 93;
  private static final Map<Integer, String> SPECIAL =
      Map.of(BEGIN, "<s>", END, "</s>", THINK, "<think>", THOUGHT, "</think>");

  private final boolean addsBos;

  LetterTokenizer(boolean addsBos) {
    this.addsBos = addsBos;
  }

  @Override
  public int[] encode(String text, boolean special) {
    IntStream.Builder ids = IntStream.builder();
    int at = 0;
    while (at < text.length()) {
      int from = at;
      int id =
          IntStream.range(0, size())
              .filter(i -> (special || !isSpecial(i)) && text.startsWith(piece(i), from))
              .findFirst()
              // what is no token is a space
              .orElse(0);
      ids.add(id);
      at += id == 0 ? 1 : piece(id).length();
    }
    return ids.build().toArray();
  }

  @Override
  public String decode(int[] ids, boolean special) {
    return IntStream.of(ids)
        .filter(id -> special || !isSpecial(id))
        .mapToObj(this::piece)
        .collect(Collectors.joining());
  }

  @Override
  public byte[] bytes(int id) {
    return piece(id).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String piece(int id) {
    String letters = "" + (char) ('a' + id / 26) + (char) ('a' + id % 26);
    return SPECIAL.getOrDefault(id, id == 0 ? " " : letters);
  }

  @Override
  public OptionalInt id(String piece) {
    return IntStream.range(0, size()).filter(id -> piece(id).equals(piece)).findFirst();
  }

  @Override
  public boolean isSpecial(int id) {
    return id == BEGIN || id == END;
  }

  @Override
  public int size() {
    return HashingForward.VOCABULARY;
  }

  @Override
  public OptionalInt bos() {
    return OptionalInt.of(BEGIN);
  }

  @Override
  public OptionalInt eos() {
    return OptionalInt.of(END);
  }

  @Override
  public boolean addsBos() {
    return addsBos;
  }
}
