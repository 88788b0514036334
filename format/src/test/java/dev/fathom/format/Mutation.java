package dev.fathom.format;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// One way to break a file. Some know the format's structure, others nothing.
interface Mutation {
  byte[] apply(byte[] file, Random random);

  /// Numbers at which parsers break, besides small steps from the right one.
  long[] EVIL = {
    0, 1, 2, 3, 4, 5, 7, 8, 31, 32, 33, 63, 64, 65, 127, 128, 255, 256, 4095, 4096, 65535, 65536,
    0x7FFF_FFFFL, 0x8000_0000L, 0xFFFF_FFFFL, 0x1_0000_0000L, 0x7FFF_FFFF_FFFFL, 1L << 48,
    1L << 60, 1L << 61, 1L << 62, Long.MAX_VALUE - 31, Long.MAX_VALUE, Long.MIN_VALUE, -32, -2, -1
  };

  /// Ways that fit any file.
  List<Mutation> BLIND =
      List.of(
          Mutation::flipBits,
          Mutation::truncate,
          Mutation::splice,
          Mutation::overwrite,
          Mutation::delete,
          Mutation::append);

  static Mutation ofFields(List<GgufFields.Field> fields) {
    return (file, random) -> {
      GgufFields.Field field = fields.get(random.nextInt(fields.size()));
      byte[] mutant = file.clone();
      if (field.at() + field.width() <= mutant.length) {
        long value = evil(read(mutant, field), mutant.length, random);
        for (int i = 0; i < field.width(); i++) {
          mutant[field.at() + i] = (byte) (value >>> (8 * i));
        }
      }
      return mutant;
    };
  }

  /// Puts the value of one field into another of the same width.
  static Mutation swapFields(List<GgufFields.Field> fields) {
    return (file, random) -> {
      GgufFields.Field from = fields.get(random.nextInt(fields.size()));
      GgufFields.Field to = fields.get(random.nextInt(fields.size()));
      byte[] mutant = file.clone();
      int width = Math.min(from.width(), to.width());
      if (Math.max(from.at(), to.at()) + width <= mutant.length) {
        System.arraycopy(file, from.at(), mutant, to.at(), width);
      }
      return mutant;
    };
  }

  private static long read(byte[] file, GgufFields.Field field) {
    long value = 0;
    for (int i = 0; i < field.width(); i++) {
      value |= (file[field.at() + i] & 0xFFL) << (8 * i);
    }
    return value;
  }

  private static long evil(long right, int fileLength, Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> right + random.nextInt(-2, 3);
      case 1 -> fileLength + random.nextInt(-64, 65);
      case 2 -> right << random.nextInt(1, 40);
      case 3 -> random.nextLong();
      default -> EVIL[random.nextInt(EVIL.length)];
    };
  }

  private static byte[] flipBits(byte[] file, Random random) {
    byte[] mutant = file.clone();
    for (int i = random.nextInt(1, 9); i > 0 && mutant.length > 0; i--) {
      mutant[random.nextInt(mutant.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return mutant;
  }

  private static byte[] truncate(byte[] file, Random random) {
    return Arrays.copyOf(file, random.nextInt(file.length + 1));
  }

  private static byte[] append(byte[] file, Random random) {
    return Arrays.copyOf(file, file.length + random.nextInt(1, 100));
  }

  /// Copies a stretch of the file over another.
  private static byte[] splice(byte[] file, Random random) {
    byte[] mutant = file.clone();
    if (file.length > 0) {
      int length = random.nextInt(Math.min(64, file.length)) + 1;
      int from = random.nextInt(file.length - length + 1);
      int to = random.nextInt(file.length - length + 1);
      System.arraycopy(file, from, mutant, to, length);
    }
    return mutant;
  }

  private static byte[] overwrite(byte[] file, Random random) {
    byte[] mutant = file.clone();
    int from = random.nextInt(file.length + 1);
    byte[] noise = new byte[Math.min(random.nextInt(1, 17), file.length - from)];
    random.nextBytes(noise);
    System.arraycopy(noise, 0, mutant, from, noise.length);
    return mutant;
  }

  private static byte[] delete(byte[] file, Random random) {
    int from = random.nextInt(file.length + 1);
    int to = Math.min(file.length, from + random.nextInt(1, 33));
    ByteArrayOutputStream mutant = new ByteArrayOutputStream();
    mutant.write(file, 0, from);
    mutant.write(file, to, file.length - to);
    return mutant.toByteArray();
  }

  /// Ways that know safetensors: they change the header's text and mostly set its length right.
  List<Mutation> HEADER =
      List.of(
          ofHeader(Pattern.compile("\\d+"), Mutation::evilNumber),
          ofHeader(Pattern.compile("\"[^\"]*\""), Mutation::evilText),
          ofHeader(Pattern.compile("[\\[\\]{},:]"), Mutation::evilMark),
          ofHeader(Pattern.compile("\"[^\"]*\":\\{[^}]*}"), Mutation::evilEntry));

  /// A text in place of the one that was found.
  interface Replacement {
    String of(String found, Random random);
  }

  static Mutation ofHeader(Pattern pattern, Replacement replacement) {
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
      case 3 -> Long.toString(evil(found.length() > 18 ? 1 : Long.parseLong(found), 4096, random));
      default -> List.of("1e3", "null", "[]", "\"1\"", "18446744073709551616").get(random.nextInt(5));
    };
  }

  private static String evilText(String found, Random random) {
    List<String> names =
        List.of("\"dtype\"", "\"shape\"", "\"data_offsets\"", "\"F4\"", "\"F64\"", "\"BOOL\"",
            "\"__metadata__\"", "\"\"", "\"\\u0000\"", "\"\\ud800\"", "\"\u00ff\"", "\"\u00c3\u00a4\"",
            "\"x_scale_inv\"", "\"F8_E4M3\"", "\"F6_E2M3\"", "7", "{}", "null", "\"" + "n".repeat(300) + "\"");
    return random.nextInt(8) == 0 ? found.replace("\"", "'") : names.get(random.nextInt(names.size()));
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
