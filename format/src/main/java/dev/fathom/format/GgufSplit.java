package dev.fathom.format;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The parts of a split GGUF file: `NAME-00001-of-00003.gguf` and its sisters in one folder, each
/// with the keys `split.no` (from 0), `split.count` and `split.tensors.count` (of all parts).
final class GgufSplit {
  private static final Pattern PART = Pattern.compile("(.+)-(\\d{5})-of-(\\d{5})\\.gguf");

  private GgufSplit() {}

  /// All parts of the set to which `path` belongs; `path` alone if its name is not that of a part.
  static List<Path> parts(Path path) {
    Matcher name = PART.matcher(MappedFile.fileName(path));
    if (!name.matches()) {
      return List.of(path);
    }
    int count = Integer.parseInt(name.group(3));
    int part = Integer.parseInt(name.group(2));
    if (part < 1 || part > count) {
      throw new FormatException(path + ": is named as part " + part + " of " + count);
    }
    List<Path> parts = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      parts.add(existing(path.resolveSibling(partName(name.group(1), i, count)), i, count));
    }
    return parts;
  }

  /// The name of part `part` (from 1) of `count`.
  static String partName(String stem, int part, int count) {
    return String.format(Locale.ROOT, "%s-%05d-of-%05d.gguf", stem, part, count);
  }

  /// Whether the name is that of a later part, which a folder's listing may pass over.
  static boolean isLaterPart(String fileName) {
    Matcher name = PART.matcher(fileName);
    return name.matches() && !name.group(2).equals("00001");
  }

  private static Path existing(Path part, int number, int count) {
    if (!Files.exists(part)) {
      throw new FormatException(part + ": is missing, part " + number + " of " + count);
    }
    return part;
  }

  /// Checks that these files, in this order, are one set and the whole of it.
  static void check(List<MappedFile> files, List<GgufFile> heads) {
    for (int i = 0; i < heads.size(); i++) {
      Metadata metadata = heads.get(i).metadata();
      long count = metadata.findLong("split.count").orElse(heads.size() == 1 ? 1L : 0L);
      if (count != heads.size()) {
        throw new FormatException(
            (files.get(i).name() + ": split.count is " + count + " but the file's name tells of ")
                + (heads.size() + " parts; a part is named NAME-00001-of-00003.gguf"));
      }
      long number = metadata.findLong("split.no").orElse(0L);
      if (number != i) {
        throw new FormatException(files.get(i).name() + ": split.no is " + number + ", want " + i);
      }
    }
    checkTensorCount(files.getFirst().name(), heads);
  }

  private static void checkTensorCount(String file, List<GgufFile> heads) {
    long tensors = heads.stream().mapToLong(head -> head.entries().size()).sum();
    long wanted = heads.getFirst().metadata().findLong("split.tensors.count").orElse(tensors);
    if (tensors != wanted) {
      throw new FormatException(
          file + ": split.tensors.count is " + wanted + " but the parts hold " + tensors);
    }
  }
}
