package dev.fathom.format;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// One way to break a file. Those here know nothing of its format.
interface Mutation {
  byte[] apply(byte[] file, Random random);

  /// Ways that fit any file.
  List<Mutation> BLIND =
      List.of(
          Mutation::flipBits,
          Mutation::truncate,
          Mutation::splice,
          Mutation::overwrite,
          Mutation::delete,
          Mutation::append);

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
}
