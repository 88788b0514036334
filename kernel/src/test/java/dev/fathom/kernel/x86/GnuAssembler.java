package dev.fathom.kernel.x86;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The truth about machine code: `as` and `objcopy` of GNU binutils, where the machine has them.
final class GnuAssembler {
  /// The bytes of a line that `as` refuses.
  static final String REFUSED = "refused";

  private static final Pattern ERROR = Pattern.compile(":(\\d+): Error:");

  private GnuAssembler() {}

  static boolean isThere() {
    try {
      Process process =
          new ProcessBuilder("sh", "-c", "as --version && objcopy --version")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// The bytes of each instruction, in hexadecimal digits, or {@link #REFUSED}. `1b` is the
  /// instruction's own address.
  static Map<String, String> encode(Set<String> lines, Path directory)
      throws IOException, InterruptedException {
    List<String> all = List.copyOf(lines);
    Set<Integer> refused = refused(run(all, Set.of(), directory));
    String errors = run(all, refused, directory);
    if (!errors.isEmpty()) {
      throw new IllegalStateException("as: " + errors);
    }
    byte[] code = section(".text", directory);
    byte[] lengths = section(".lengths", directory);
    Map<String, String> encoded = new LinkedHashMap<>();
    int at = 0;
    for (int i = 0; i < lengths.length; i++) {
      byte[] bytes = Arrays.copyOfRange(code, at, at + lengths[i]);
      at += lengths[i];
      encoded.put(all.get(i), bytes.length == 0 ? REFUSED : HexFormat.of().formatHex(bytes));
    }
    return encoded;
  }

  /// The bytes of a whole program.
  static byte[] program(List<String> lines, Path directory)
      throws IOException, InterruptedException {
    String errors = assemble(lines, directory);
    if (!errors.isEmpty()) {
      throw new IllegalStateException("as: " + errors);
    }
    return section(".text", directory);
  }

  private static String run(List<String> lines, Set<Integer> without, Path directory)
      throws IOException, InterruptedException {
    List<String> source = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = without.contains(i) ? "" : lines.get(i);
      source.add("1: %s; 2: .pushsection .lengths,\"a\"; .byte 2b-1b; .popsection".formatted(line));
    }
    return assemble(source, directory);
  }

  private static String assemble(List<String> lines, Path directory)
      throws IOException, InterruptedException {
    Path source = directory.resolve("code.s");
    List<String> all = new ArrayList<>(List.of(".intel_syntax noprefix"));
    all.addAll(lines);
    Files.write(source, all);
    return output(directory, "as", "--64", "code.s", "-o", "code.o");
  }

  /// Numbers, from 0, of the lines behind the first that `as` complains about.
  private static Set<Integer> refused(String errors) {
    Set<Integer> lines = new HashSet<>();
    for (Matcher matcher = ERROR.matcher(errors); matcher.find(); ) {
      lines.add(Integer.parseInt(matcher.group(1)) - 2);
    }
    return lines;
  }

  private static byte[] section(String name, Path directory)
      throws IOException, InterruptedException {
    String errors = output(directory, "objcopy", "-O", "binary", "-j", name, "code.o", "code.bin");
    if (!errors.isEmpty()) {
      throw new IllegalStateException("objcopy: " + errors);
    }
    return Files.readAllBytes(directory.resolve("code.bin"));
  }

  private static String output(Path directory, String... command)
      throws IOException, InterruptedException {
    Path output = directory.resolve("output.txt");
    new ProcessBuilder(command)
        .directory(directory.toFile())
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start()
        .waitFor();
    return Files.readString(output);
  }
}
