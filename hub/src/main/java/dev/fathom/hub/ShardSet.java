package dev.fathom.hub;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Weights that belong together: one file, or `STEM-00001-of-00003` and its sisters.
///
/// @param stem the path without number and ending
/// @param count how many files the names tell of
/// @param parts those that are there, by their number
/// @param bytes of all that are there
record ShardSet(String stem, int count, TreeMap<Integer, String> parts, long bytes) {
  private static final Pattern SHARD = Pattern.compile("(.+)-(\\d{5})-of-(\\d{5})\\.[a-z]+");
  private static final Pattern LABEL =
      Pattern.compile(
          "(?i)(?:^|[-./])((?:UD-)?(?:I?Q\\d[A-Z0-9_]*|TQ\\d_\\d|BF16|F16|F32|MXFP4))(?=[-./]|$)");

  /// What most people run first: a good deal, then smaller, then larger.
  private static final List<String> USUAL =
      List.of("Q4_K_M", "Q4_K_S", "Q4_0", "IQ4_NL", "IQ4_XS", "Q5_K_M", "Q5_K_S", "Q6_K", "Q8_0");

  private static final double SHARE = 0.8; // the rest is for cache and computing

  /// The sets among these files whose names end like `ending`.
  static List<ShardSet> of(Map<String, Long> files, String ending) {
    Map<String, ShardSet> sets = new TreeMap<>();
    files.forEach(
        (path, bytes) -> {
          String name = path.substring(path.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
          // projectors of images and importance matrices are no models
          boolean weights = !name.startsWith("mmproj") && !name.contains("imatrix");
          if (path.endsWith(ending) && weights) {
            ShardSet part = part(path, bytes);
            sets.merge(part.stem + "\0" + part.count, part, ShardSet::with);
          }
        });
    return List.copyOf(sets.values());
  }

  private static ShardSet part(String path, long bytes) {
    Matcher shard = SHARD.matcher(path);
    boolean alone = !shard.matches();
    String stem = alone ? path.substring(0, path.lastIndexOf('.')) : shard.group(1);
    int number = alone ? 1 : Integer.parseInt(shard.group(2));
    int count = alone ? 1 : Integer.parseInt(shard.group(3));
    return new ShardSet(stem, count, new TreeMap<>(Map.of(number, path)), bytes);
  }

  private ShardSet with(ShardSet other) {
    TreeMap<Integer, String> all = new TreeMap<>(parts);
    all.putAll(other.parts);
    return new ShardSet(stem, count, all, bytes + other.bytes);
  }

  /// The set to which the file `path` belongs.
  static ShardSet having(Map<String, Long> files, String path) {
    return of(files, path.substring(path.lastIndexOf('.'))).stream()
        .filter(set -> set.parts.containsValue(path))
        .findFirst()
        .orElseGet(() -> part(path, files.getOrDefault(path, 0L)));
  }

  /// The quantisation in the name, as it is written there; the stem where there is none.
  String label() {
    String label = stem;
    Matcher found = LABEL.matcher(stem);
    while (found.find()) {
      label = found.group(1);
    }
    return label;
  }

  /// The set of the quantisation `part`; the shortest name if several fit.
  static Optional<ShardSet> quant(List<ShardSet> sets, String part) {
    Pattern there =
        Pattern.compile("(?i)(^|.*[-./])" + Pattern.quote(part) + "([-./].*|$)", Pattern.DOTALL);
    return sets.stream()
        .filter(set -> set.label().equalsIgnoreCase(part) || there.matcher(set.stem).matches())
        .min(
            Comparator.comparingInt((ShardSet set) -> set.label().equalsIgnoreCase(part) ? 0 : 1)
                .thenComparingInt(set -> set.stem.length()));
  }

  /// The most usual set that fits the memory, else the largest that does, else the smallest.
  static ShardSet fitting(List<ShardSet> sets, long memory) {
    List<ShardSet> fitting = sets.stream().filter(set -> set.bytes <= SHARE * memory).toList();
    for (String usual : USUAL) {
      Optional<ShardSet> set = quant(fitting, usual);
      if (set.isPresent()) {
        return set.get();
      }
    }
    Comparator<ShardSet> bySize = Comparator.comparingLong(ShardSet::bytes);
    return fitting.stream().max(bySize).or(() -> sets.stream().min(bySize)).orElseThrow();
  }

  /// All files of the set in their order; refuses one with a gap, and one mixed with another.
  List<String> whole(String name, List<ShardSet> all) {
    for (ShardSet other : all) {
      if (other.stem.equals(stem) && other.count != count) {
        throw HubException.of(
            HubException.Kind.MIXED_SHARDS,
            name,
            parts.values().iterator().next(),
            other.parts.values().iterator().next());
      }
    }
    for (int number = 1; number <= count; number++) {
      if (!parts.containsKey(number)) {
        String shard = String.format(Locale.ROOT, "%s-%05d-of-%05d", stem, number, count);
        throw HubException.of(HubException.Kind.MISSING_SHARD, name, shard);
      }
    }
    return List.copyOf(parts.values());
  }

  /// The files of the only set there is.
  static List<String> only(String name, List<ShardSet> sets) {
    ShardSet first = sets.getFirst();
    for (ShardSet other : sets) {
      if (!other.equals(first)) {
        throw HubException.of(
            HubException.Kind.MIXED_SHARDS,
            name,
            first.parts.values().iterator().next(),
            other.parts.values().iterator().next());
      }
    }
    return first.whole(name, sets);
  }

  /// Refuses files whose names tell of different sets.
  static void requireOne(String name, List<String> files) {
    Map<String, Long> bytes = new TreeMap<>();
    files.forEach(file -> bytes.put(file, 0L));
    List<ShardSet> sets = new ArrayList<>(of(bytes, ".safetensors"));
    for (ShardSet set : sets) {
      set.whole(name, sets);
    }
  }
}
