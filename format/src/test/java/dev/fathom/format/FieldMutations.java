package dev.fathom.format;

import java.util.List;

/// Ways to break a GGUF file that know where its numbers lie.
final class FieldMutations {
  private FieldMutations() {}

  /// Puts a wrong number into a field.
  static Mutation lie(List<GgufFields.Field> fields) {
    return (file, random) -> {
      GgufFields.Field field = fields.get(random.nextInt(fields.size()));
      byte[] mutant = file.clone();
      if (field.at() + field.width() <= mutant.length) {
        long value = EvilNumber.insteadOf(read(mutant, field), mutant.length, random);
        for (int i = 0; i < field.width(); i++) {
          mutant[field.at() + i] = (byte) (value >>> (8 * i));
        }
      }
      return mutant;
    };
  }

  /// Puts the value of one field into another of the same width.
  static Mutation copy(List<GgufFields.Field> fields) {
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
}
