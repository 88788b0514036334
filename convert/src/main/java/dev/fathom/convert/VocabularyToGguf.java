package dev.fathom.convert;

import dev.fathom.format.GgufWriter;
import dev.fathom.format.Metadata;
import dev.fathom.model.ModelFile;
import dev.fathom.text.PreTokenizers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Turns `tokenizer.json` (byte-level BPE) into the `tokenizer.ggml.*` keys.
final class VocabularyToGguf {
  private static final int NORMAL = 1;
  private static final int CONTROL = 3;
  private static final int USER_DEFINED = 4;
  private static final int UNUSED = 5;

  private final String file;
  private final Metadata json;
  private final Metadata model;
  private final ModelFile source;
  private final String[] tokens;
  private final int[] types;

  /// Ids without a token get a name of their own, as llama.cpp's converter does.
  VocabularyToGguf(ModelFile source) {
    this.source = source;
    this.file = source.name() + "/tokenizer.json";
    this.json = source.companionJson("tokenizer.json").orElseThrow(() -> wrong("not found"));
    this.model = json.findObject("model").orElseThrow(() -> wrong("has no 'model'"));
    int size = source.config().vocabulary();
    this.tokens = new String[size];
    this.types = new int[size];
    for (int id = 0; id < size; id++) {
      tokens[id] = "[PAD" + id + "]";
      types[id] = UNUSED;
    }
  }

  private ConvertException wrong(String what) {
    return new ConvertException(file + ": " + what);
  }

  void writeTo(GgufWriter writer) {
    if (!model.string("type").equals("BPE")) {
      throw wrong("model type '" + model.string("type") + "', wanted BPE");
    }
    String pre = preTokenizer();
    Metadata vocabulary = model.findObject("vocab").orElseThrow(() -> wrong("has no 'vocab'"));
    for (String token : vocabulary.keys()) {
      put(vocabulary.integer(token), token, NORMAL);
    }
    for (Map<?, ?> token : JsonLists.objects(JsonLists.list(json, "added_tokens"))) {
      if (token.get("id") instanceof Long id && token.get("content") instanceof String content) {
        boolean control = Boolean.TRUE.equals(token.get("special")) || looksSpecial(content);
        put(
            id,
            control ? content : content.replace('\u2581', ' '),
            control ? CONTROL : USER_DEFINED);
      }
    }
    writer.string("tokenizer.ggml.model", "gpt2");
    writer.string("tokenizer.ggml.pre", pre);
    writer.strings("tokenizer.ggml.tokens", Arrays.asList(tokens));
    writer.int32s("tokenizer.ggml.token_type", types);
    writer.strings("tokenizer.ggml.merges", merges());
    new SpecialTokens(source, json).writeTo(writer);
    if (isNormalised()) {
      writer.bool("tokenizer.ggml.normalizer.nfc", true);
    }
    source.templateText().ifPresent(text -> writer.string("tokenizer.chat_template", text));
  }

  /// Some files do not call their control tokens special.
  private static boolean looksSpecial(String token) {
    return token.equals("<pad>")
        || (token.startsWith("<|") && token.endsWith("|>"))
        || (token.startsWith("<｜") && token.endsWith("｜>"));
  }

  private void put(long id, String token, int type) {
    if (id < 0 || id >= tokens.length) {
      throw wrong("token id " + id + ", wanted 0 to " + (tokens.length - 1));
    }
    tokens[(int) id] = token;
    types[(int) id] = type;
  }

  /// `left right`, whether the file has pairs or strings; a blank within a token is spelt Ġ.
  private List<String> merges() {
    List<String> merges = new ArrayList<>();
    for (Object merge : JsonLists.list(model, "merges")) {
      switch (merge) {
        case String text -> merges.add(text);
        case List<?> pair when pair.size() == 2 ->
            merges.add(letters(pair.get(0)) + " " + letters(pair.get(1)));
        default -> throw wrong("a merge is neither a string nor a pair");
      }
    }
    return merges;
  }

  private static String letters(Object token) {
    return token.toString().replace(' ', '\u0120');
  }

  private boolean isNormalised() {
    return json.findObject("normalizer")
        .filter(it -> it.findString("type").equals(Optional.of("NFC")) || hasNfc(it))
        .isPresent();
  }

  private static boolean hasNfc(Metadata normalizer) {
    return JsonLists.objects(JsonLists.list(normalizer, "normalizers")).stream()
        .anyMatch(it -> "NFC".equals(it.get("type")));
  }

  /// llama.cpp's name of the pre-tokenizer, told by its expressions.
  private String preTokenizer() {
    List<String> patterns = new ArrayList<>();
    json.findObject("pre_tokenizer").ifPresent(it -> collect(it, patterns));
    String name =
        PreTokenizers.name(patterns)
            .orElseThrow(
                () -> wrong("this pre-tokenizer has no name in GGUF: " + abridged(patterns)));
    boolean deepSeek =
        JsonLists.objects(JsonLists.list(json, "added_tokens")).stream()
            .anyMatch(token -> "<｜begin▁of▁sentence｜>".equals(token.get("content")));
    return name.equals("qwen2") && deepSeek ? "deepseek-r1-qwen" : name;
  }

  private static String abridged(List<String> patterns) {
    String all = patterns.toString();
    return all.length() > 200 ? all.substring(0, 200) + "..." : all;
  }

  private void collect(Metadata preTokenizer, List<String> patterns) {
    if (preTokenizer.findString("type").equals(Optional.of("Metaspace"))) {
      throw wrong("is a SentencePiece vocabulary, and only byte-level BPE can be written as GGUF");
    }
    preTokenizer
        .findObject("pattern")
        .flatMap(pattern -> pattern.findString("Regex"))
        .ifPresent(patterns::add);
    for (Map<?, ?> part : JsonLists.objects(JsonLists.list(preTokenizer, "pretokenizers"))) {
      JsonLists.text(part, "pattern", "Regex").ifPresent(patterns::add);
    }
  }
}
