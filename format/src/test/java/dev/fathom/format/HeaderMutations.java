package dev.fathom.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Ways to break a safetensors file that know its header: they change the text and mostly set its
/// length right.
final class HeaderMutations {
  static final List<Mutation> ALL =
      List.of(
          ofHeader(Pattern.compile("\\d+"), HeaderMutations::evilNumber),
          ofHeader(Pattern.compile("\"[^\"]*\""), HeaderMutations::evilText),
          ofHeader(Pattern.compile("[\\[\\]{},:]"), HeaderMutations::evilMark),
          ofHeader(Pattern.compile("\"[^\"]*\":\\{[^}]*}"), HeaderMutations::evilEntry));

  private HeaderMutations() {}

  /// A text in place of the one that was found.
  private interface Replacement {
    String of(String found, Random random);
  }

  private static Mutation ofHeader(Pattern pattern, Replacement replacement) {
    return (file, random) -> {
      ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
      long length = file.length < 8 ? -1 : bytes.getLong(0);
      if (length < 2 || length > file.length - 8) {
        return file;
      }
      String header = new String(file, 8, (int) length, StandardCharsets.ISO_8859_1);
      List<MatchResult> found = pattern.matcher(header).results().toList();
      if (found.isEmpty()) {
        return file;
      }
      MatchResult match = found.get(random.nextInt(found.size()));
      String text =
          header.substring(0, match.start())
              + replacement.of(match.group(), random)
              + header.substring(match.end());
      byte[] tail = Arrays.copyOfRange(file, 8 + (int) length, file.length);
      return joined(text.getBytes(StandardCharsets.ISO_8859_1), tail, random);
    };
  }

  private static byte[] joined(byte[] header, byte[] tail, Random random) {
    long lie = random.nextInt(16) == 0 ? random.nextInt(-9, 10) : 0;
    return ByteBuffer.allocate(8 + header.length + tail.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(header.length + lie)
        .put(header)
        .put(tail)
        .array();
  }

  private static String evilNumber(String found, Random random) {
    return switch (random.nextInt(5)) {
      case 0 -> found + ".0";
      case 1 -> "-" + found;
      case 2 -> found + found.repeat(random.nextInt(12));
      case 3 ->
          Long.toString(
              EvilNumber.insteadOf(found.length() > 18 ? 1 : Long.parseLong(found), 4096, random));
      default ->
          List.of("1e3", "null", "[]", "\"1\"", "18446744073709551616").get(random.nextInt(5));
    };
  }

  private static String evilText(String found, Random random) {
    List<String> names =
        List.of(
            "\"dtype\"",
            "\"shape\"",
            "\"data_offsets\"",
            "\"F4\"",
            "\"F64\"",
            "\"BOOL\"",
            "\"__metadata__\"",
            "\"\"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"\u00ff\"",
            "\"\u00c3\u00a4\"",
            "\"x_scale_inv\"",
            "\"F8_E4M3\"",
            "\"F6_E2M3\"",
            "7",
            "{}",
            "null",
            "\"" + "n".repeat(300) + "\"");
    return random.nextInt(8) == 0
        ? found.replace("\"", "'")
        : names.get(random.nextInt(names.size()));
  }

  private static String evilMark(String found, Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> "";
      case 1 -> found + found;
      case 2 -> found.repeat(random.nextInt(1, 2000));
      default -> List.of("[", "]", "{", "}", ",", ":", " ", "\u0000").get(random.nextInt(8));
    };
  }

  private static String evilEntry(String found, Random random) {
    return random.nextBoolean() ? found + "," + found : "\"x\":1";
  }
}
