package dev.fathom.hub;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Which files of a repository make the model that is asked for: safetensors with tokenizer,
/// configuration and licence, or one quantisation as GGUF; nothing that can run code.
///
/// @param files by path, in the order in which they are fetched
/// @param main the file to open, or nothing for the folder
public record FileChoice(List<String> files, String main) {
  private static final Pattern CODE =
      Pattern.compile(
          "(?i).*\\.(bin|pt|pth|pkl|pickle|ckpt|h5|msgpack|ot|py|npz|npy|nemo|tar|zip|so|dll|keras|joblib)");
  private static final Pattern PAPERS =
      Pattern.compile("(?i)(licen[cs]e|notice|use_policy|model_licen[cs]e)[^/]*|readme\\.md");
  private static final Pattern BESIDE =
      Pattern.compile(
          "(config|generation_config|tokenizer|tokenizer_config|special_tokens_map|added_tokens"
              + "|vocab|chat_template)\\.json|merges\\.txt|vocab\\.txt|tokenizer\\.model"
              + "|chat_template\\.jinja");
  private static final String INDEX = ".safetensors.index.json";
  private static final long LARGEST_BESIDE = 200L << 20;
  private static final int NAMED_AT_MOST = 12;

  /// What is chosen from.
  ///
  /// @param name of the repository or folder, for messages
  /// @param bytes of each file by path
  /// @param memory bytes that a model may take here
  /// @param content of a small file by its path
  record Shelf(
      String name, Map<String, Long> bytes, long memory, Function<String, byte[]> content) {
    private boolean has(String path) {
      return bytes.containsKey(path);
    }

    private List<String> matching(Pattern pattern) {
      return bytes.entrySet().stream()
          .filter(file -> file.getValue() <= LARGEST_BESIDE)
          .map(Map.Entry::getKey)
          .filter(path -> pattern.matcher(path).matches())
          .sorted()
          .toList();
    }
  }

  /// What `part` (a file, a quantisation, null for the usual) means on this shelf.
  static FileChoice of(Shelf shelf, @Nullable String part) {
    if (part == null) {
      return usual(shelf);
    }
    if (CODE.matcher(part).matches()) {
      throw HubException.of(HubException.Kind.PICKLE, part);
    }
    if (shelf.has(part)) {
      return file(shelf, part);
    }
    if (part.equalsIgnoreCase("safetensors") && !safetensors(shelf).isEmpty()) {
      return folder(shelf);
    }
    return ShardSet.quant(ShardSet.of(shelf.bytes(), ".gguf"), part)
        .map(set -> gguf(shelf, set))
        .orElseThrow(
            () -> HubException.of(HubException.Kind.NO_FILE, shelf.name(), part, offers(shelf)));
  }

  private static FileChoice usual(Shelf shelf) {
    if (!safetensors(shelf).isEmpty()) {
      return folder(shelf);
    }
    List<ShardSet> sets = ShardSet.of(shelf.bytes(), ".gguf");
    if (!sets.isEmpty()) {
      return gguf(shelf, ShardSet.fitting(sets, shelf.memory()));
    }
    for (String path : shelf.bytes().keySet()) {
      if (path.matches("(?i).*\\.(bin|pt|pth|ckpt)")) {
        throw HubException.of(HubException.Kind.PICKLE, shelf.name() + "/" + path);
      }
    }
    throw HubException.of(HubException.Kind.NOT_MODEL, shelf.name(), offers(shelf));
  }

  /// Weights in the repository's own folder; deeper ones are other models.
  private static List<String> safetensors(Shelf shelf) {
    return shelf.bytes().keySet().stream()
        .filter(path -> path.endsWith(".safetensors") && !path.contains("/"))
        .sorted()
        .toList();
  }

  private static FileChoice folder(Shelf shelf) {
    List<String> files = new ArrayList<>(shelf.matching(PAPERS));
    files.addAll(shelf.matching(BESIDE));
    List<String> indexes =
        shelf.bytes().keySet().stream()
            .filter(path -> path.endsWith(INDEX) && !path.contains("/"))
            .sorted()
            .toList();
    String index = "model" + INDEX;
    index = indexes.contains(index) || indexes.isEmpty() ? index : indexes.getFirst();
    if (indexes.contains(index)) {
      files.add(index);
      files.addAll(indexed(shelf, index));
    } else if (shelf.has("model.safetensors")) {
      files.add("model.safetensors");
    } else {
      files.addAll(ShardSet.only(shelf.name(), ShardSet.of(flat(shelf), ".safetensors")));
    }
    return new FileChoice(List.copyOf(files), "");
  }

  private static Map<String, Long> flat(Shelf shelf) {
    Map<String, Long> flat = new TreeMap<>(shelf.bytes());
    flat.keySet().removeIf(path -> path.contains("/"));
    return flat;
  }

  private static List<String> indexed(Shelf shelf, String index) {
    List<String> shards = List.copyOf(ShardIndex.files(index, shelf.content().apply(index)));
    for (String shard : shards) {
      if (!shelf.has(shard)) {
        throw HubException.of(HubException.Kind.MISSING_SHARD, shelf.name(), shard);
      }
    }
    ShardSet.requireOne(shelf.name(), shards);
    return shards;
  }

  private static FileChoice gguf(Shelf shelf, ShardSet set) {
    List<String> files = new ArrayList<>(shelf.matching(PAPERS));
    if (shelf.has("config.json")) {
      files.add("config.json");
    }
    List<String> parts = set.whole(shelf.name(), ShardSet.of(shelf.bytes(), ".gguf"));
    files.addAll(parts);
    return new FileChoice(List.copyOf(files), parts.getFirst());
  }

  private static FileChoice file(Shelf shelf, String path) {
    if (path.endsWith(".gguf")) {
      return gguf(shelf, ShardSet.having(shelf.bytes(), path));
    }
    List<String> files = new ArrayList<>(shelf.matching(PAPERS));
    files.remove(path);
    files.add(path);
    return new FileChoice(List.copyOf(files), path);
  }

  /// What could have been asked for.
  private static String offers(Shelf shelf) {
    TreeSet<String> offers = new TreeSet<>();
    ShardSet.of(shelf.bytes(), ".gguf").forEach(set -> offers.add(set.label()));
    if (offers.isEmpty()) {
      offers.addAll(shelf.bytes().keySet());
    }
    List<String> first = offers.stream().limit(NAMED_AT_MOST).toList();
    String more = offers.size() > NAMED_AT_MOST ? ", ..." : "";
    return first.isEmpty()
        ? "no files"
        : String.format(Locale.ROOT, "%s%s", String.join(", ", first), more);
  }
}
