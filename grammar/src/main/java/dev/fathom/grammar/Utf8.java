package dev.fathom.grammar;

import dev.fathom.grammar.CodePoints.Range;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Sets of characters as the byte sequences that spell them in UTF-8, sharing their beginnings.
final class Utf8 {
  // sequences of one set of bytes each place
  private final List<List<ByteSet>> sequences = new ArrayList<>();

  private Utf8() {}

  /// One of `characters`.
  static Expression oneOf(CodePoints characters) {
    Utf8 utf8 = new Utf8();
    ByteSet ascii = ByteSet.NONE;
    for (Range range : characters.ranges()) {
      ascii = ascii.or(ByteSet.range(range.first(), Math.min(range.last(), 0x7F)));
      utf8.addRange(Math.max(range.first(), 0x80), Math.min(range.last(), 0x7FF));
      utf8.addRange(Math.max(range.first(), 0x800), Math.min(range.last(), 0xFFFF));
      utf8.addRange(Math.max(range.first(), 0x10000), range.last());
    }
    if (!ascii.isEmpty()) {
      utf8.sequences.add(List.of(ascii));
    }
    return tree(utf8.sequences);
  }

  private static Expression tree(List<List<ByteSet>> sequences) {
    Map<ByteSet, List<List<ByteSet>>> rests = new LinkedHashMap<>();
    for (List<ByteSet> sequence : sequences) {
      rests
          .computeIfAbsent(sequence.getFirst(), _ -> new ArrayList<>())
          .add(sequence.subList(1, sequence.size()));
    }
    List<Expression> options = new ArrayList<>();
    rests.forEach((first, rest) -> options.add(branch(first, rest)));
    return options.size() == 1 ? options.getFirst() : new Expression.Choice(options);
  }

  // sequences with one first byte are of one length
  private static Expression branch(ByteSet first, List<List<ByteSet>> rests) {
    Expression bytes = Expression.bytes(first);
    return rests.getFirst().isEmpty() ? bytes : Expression.sequence(bytes, tree(rests));
  }

  /// Adds the characters from `first` to `last`, which are of one length.
  private void addRange(int first, int last) {
    if (first <= last) {
      addBytes(bytes(first), bytes(last), List.of());
    }
  }

  /// Adds the sequences from `first` to `last` behind `before`: those with `first`'s leading byte,
  /// those with `last`'s, and all between, which are free in the rest.
  private void addBytes(byte[] first, byte[] last, List<ByteSet> before) {
    int at = before.size();
    if (at == first.length) {
      sequences.add(before);
      return;
    }
    int low = first[at] & 0xFF;
    int high = last[at] & 0xFF;
    if (low == high) {
      addBytes(first, last, with(before, low, high));
      return;
    }
    if (!isRest(first, at + 1, 0x80)) {
      addBytes(first, filled(first, at + 1, 0xBF), with(before, low, low));
      low++;
    }
    if (!isRest(last, at + 1, 0xBF)) {
      addBytes(filled(last, at + 1, 0x80), last, with(before, high, high));
      high--;
    }
    if (low <= high) {
      List<ByteSet> free = with(before, low, high);
      while (free.size() < first.length) {
        free = with(free, 0x80, 0xBF);
      }
      sequences.add(free);
    }
  }

  private static List<ByteSet> with(List<ByteSet> before, int low, int high) {
    List<ByteSet> longer = new ArrayList<>(before);
    longer.add(ByteSet.range(low, high));
    return longer;
  }

  private static boolean isRest(byte[] bytes, int from, int value) {
    for (int i = from; i < bytes.length; i++) {
      if ((bytes[i] & 0xFF) != value) {
        return false;
      }
    }
    return true;
  }

  private static byte[] filled(byte[] bytes, int from, int value) {
    byte[] copy = bytes.clone();
    Arrays.fill(copy, from, copy.length, (byte) value);
    return copy;
  }

  private static byte[] bytes(int codePoint) {
    return Character.toString(codePoint).getBytes(StandardCharsets.UTF_8);
  }
}
