package dev.fathom.model;

import dev.fathom.format.FormatException;
import dev.fathom.format.GgufWriter;
import dev.fathom.format.Metadata;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Turns `tokenizer.json` (byte-level BPE) into the `tokenizer.ggml.*` keys.
final class GgufVocabularyExport {
  private static final int NORMAL = 1;
  private static final int CONTROL = 3;
  private static final int USER_DEFINED = 4;
  private static final int UNUSED = 5;

  private final String file;
  private final Metadata json;
  private final Metadata model;
  private final HuggingFaceCard card;
  private final String[] tokens;
  private final int[] types;

  /// @param size V; ids without a token get a name of their own, as llama.cpp's converter does
  GgufVocabularyExport(HuggingFaceCard card, int size) {
    this.card = card;
    this.file = card.label("tokenizer.json");
    this.json = card.json("tokenizer.json").orElseThrow(() -> wrong("not found"));
    this.model = json.findObject("model").orElseThrow(() -> wrong("has no 'model'"));
    this.tokens = new String[size];
    this.types = new int[size];
    for (int id = 0; id < size; id++) {
      tokens[id] = "[PAD" + id + "]";
      types[id] = UNUSED;
    }
  }

  private FormatException wrong(String what) {
    return new FormatException(file + ": " + what);
  }

  void writeTo(GgufWriter writer) {
    if (!model.string("type").equals("BPE")) {
      throw wrong("model type '" + model.string("type") + "', wanted BPE");
    }
    Metadata vocabulary = model.findObject("vocab").orElseThrow(() -> wrong("has no 'vocab'"));
    for (String token : vocabulary.keys()) {
      put(vocabulary.integer(token), token, NORMAL);
    }
    for (Object added : list(json, "added_tokens")) {
      if (added instanceof Map<?, ?> token
          && token.get("id") instanceof Long id
          && token.get("content") instanceof String content) {
        put(id, content, Boolean.TRUE.equals(token.get("special")) ? CONTROL : USER_DEFINED);
      }
    }
    writer.string("tokenizer.ggml.model", "gpt2");
    writer.string("tokenizer.ggml.pre", preTokenizer());
    writer.strings("tokenizer.ggml.tokens", Arrays.asList(tokens));
    writer.int32s("tokenizer.ggml.token_type", types);
    writer.strings("tokenizer.ggml.merges", merges());
    marks(writer);
  }

  private void put(long id, String token, int type) {
    if (id < 0 || id >= tokens.length) {
      throw wrong("token id " + id + ", wanted 0 to " + (tokens.length - 1));
    }
    tokens[(int) id] = token;
    types[(int) id] = type;
  }

  private static List<?> list(Metadata object, String key) {
    return object.find(key).orElse(List.of()) instanceof List<?> list ? list : List.of();
  }

  /// `left right`, whether the file has pairs or strings.
  private List<String> merges() {
    List<String> merges = new ArrayList<>();
    for (Object merge : list(model, "merges")) {
      switch (merge) {
        case String text -> merges.add(text);
        case List<?> pair when pair.size() == 2 -> merges.add(pair.get(0) + " " + pair.get(1));
        default -> throw wrong("a merge is neither a string nor a pair");
      }
    }
    return merges;
  }

  private void marks(GgufWriter writer) {
    card.tokenId("bos").ifPresent(id -> writer.uint32("tokenizer.ggml.bos_token_id", id));
    card.tokenId("eos").ifPresent(id -> writer.uint32("tokenizer.ggml.eos_token_id", id));
    card.tokenId("pad").ifPresent(id -> writer.uint32("tokenizer.ggml.padding_token_id", id));
    card.json("tokenizer_config.json")
        .flatMap(tokenizer -> tokenizer.findBoolean("add_bos_token"))
        .ifPresent(adds -> writer.bool("tokenizer.ggml.add_bos_token", adds));
  }

  /// llama.cpp's name of the pre-tokenizer, told by its expressions.
  private String preTokenizer() {
    List<String> patterns = new ArrayList<>();
    json.findObject("pre_tokenizer").ifPresent(it -> collect(it, patterns));
    String first = patterns.isEmpty() ? "" : patterns.getFirst();
    String second = patterns.size() < 2 ? "" : patterns.get(1);
    if (first.equals("\\p{N}{1,3}") && patterns.size() == 3) {
      return "deepseek-v3";
    }
    if (second.startsWith("\\s?[A-Za-zµ")) {
      return "deepseek-llm";
    }
    if (second.equals("\\s?\\p{L}+")) {
      return "deepseek-coder";
    }
    if (patterns.size() == 1 && first.contains("|\\p{N}|")) {
      return "qwen2";
    }
    if (patterns.size() == 1 && first.contains("|\\p{N}{1,3}|")) {
      return "llama-bpe";
    }
    throw wrong("this pre-tokenizer has no name in GGUF: " + patterns);
  }

  private static void collect(Metadata preTokenizer, List<String> patterns) {
    preTokenizer
        .findObject("pattern")
        .flatMap(pattern -> pattern.findString("Regex"))
        .ifPresent(patterns::add);
    for (Object part : list(preTokenizer, "pretokenizers")) {
      if (part instanceof Map<?, ?> split && split.get("pattern") instanceof Map<?, ?> pattern) {
        Optional.ofNullable(pattern.get("Regex")).map(Object::toString).ifPresent(patterns::add);
      }
    }
  }
}
