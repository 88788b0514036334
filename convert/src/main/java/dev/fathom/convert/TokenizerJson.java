package dev.fathom.convert;

import dev.fathom.format.Metadata;
import dev.fathom.text.PreTokenizers;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Hugging Face's `tokenizer.json` and `tokenizer_config.json` from the `tokenizer.ggml.*` keys of
/// a GGUF file (byte-level BPE).
final class TokenizerJson {
  private static final int UNKNOWN = 2;
  private static final int CONTROL = 3;
  private static final int USER_DEFINED = 4;
  private static final int UNUSED = 5;

  private final String file;
  private final Metadata keys;
  private final List<String> tokens;
  private final int[] types;
  private final String pre;
  private final List<String> expressions;

  /// @param file what messages call the model
  TokenizerJson(String file, Metadata keys) {
    this.file = file;
    this.keys = keys;
    String model = keys.findString("tokenizer.ggml.model").orElse("none");
    if (!model.equals("gpt2")) {
      throw wrong(
          "has a vocabulary of kind '%s'; only byte-level BPE (gpt2) can be written as tokenizer.json"
              .formatted(model));
    }
    this.tokens = keys.findStrings("tokenizer.ggml.tokens").orElse(List.of());
    this.types = keys.findInts("tokenizer.ggml.token_type").orElseGet(this::normal);
    this.pre = keys.findString("tokenizer.ggml.pre").orElse("default");
    this.expressions =
        PreTokenizers.expressions(pre)
            .orElseThrow(() -> wrong("the pre-tokenizer '" + pre + "' is not known"));
    if (types.length != tokens.size()) {
      throw wrong("%d tokens but %d types of them".formatted(tokens.size(), types.length));
    }
  }

  private ConvertException wrong(String what) {
    return new ConvertException(file + ": " + what);
  }

  private int[] normal() {
    int[] all = new int[tokens.size()];
    Arrays.fill(all, 1);
    return all;
  }

  /// `tokenizer.json`.
  Map<String, @Nullable Object> tokenizer() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("version", "1.0");
    json.put("truncation", null);
    json.put("padding", null);
    json.put("added_tokens", added());
    json.put("normalizer", PreTokenizers.normalises(pre) ? Map.of("type", "NFC") : null);
    json.put("pre_tokenizer", preTokenizer());
    json.put("post_processor", postProcessor());
    json.put("decoder", byteLevel(true, true));
    json.put("model", model());
    return json;
  }

  private List<Object> added() {
    List<Object> added = new ArrayList<>();
    for (int id = 0; id < types.length; id++) {
      if (types[id] == CONTROL || types[id] == UNKNOWN || types[id] == USER_DEFINED) {
        Map<String, Object> token = new LinkedHashMap<>();
        token.put("id", id);
        token.put("content", tokens.get(id));
        token.put("single_word", false);
        token.put("lstrip", false);
        token.put("rstrip", false);
        token.put("normalized", false);
        token.put("special", types[id] != USER_DEFINED);
        added.add(token);
      }
    }
    return added;
  }

  private static Map<String, Object> byteLevel(boolean prefix, boolean cuts) {
    Map<String, Object> level = new LinkedHashMap<>();
    level.put("type", "ByteLevel");
    level.put("add_prefix_space", prefix);
    level.put("trim_offsets", true);
    level.put("use_regex", cuts);
    return level;
  }

  private Map<String, Object> preTokenizer() {
    if (pre.equals("gpt-2")) {
      return byteLevel(false, true);
    }
    List<Object> parts = new ArrayList<>();
    for (String expression : expressions) {
      Map<String, Object> split = new LinkedHashMap<>();
      split.put("type", "Split");
      split.put("pattern", Map.of("Regex", expression));
      split.put("behavior", "Isolated");
      split.put("invert", false);
      parts.add(split);
    }
    parts.add(byteLevel(false, false));
    return ordered("type", "Sequence", "pretokenizers", parts);
  }

  private static Map<String, Object> ordered(Object... pairs) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put((String) pairs[i], pairs[i + 1]);
    }
    return map;
  }

  private Map<String, Object> postProcessor() {
    Optional<String> bos = addsBos() ? spelling("bos_token_id") : Optional.empty();
    if (bos.isEmpty()) {
      return byteLevel(true, true);
    }
    Object first = Map.of("SpecialToken", ordered("id", bos.get(), "type_id", 0));
    Object text = Map.of("Sequence", ordered("id", "A", "type_id", 0));
    Object second = Map.of("Sequence", ordered("id", "B", "type_id", 1));
    Object token = ordered("id", bos.get(), "ids", List.of(id("bos_token_id").orElseThrow()));
    Map<String, Object> special = ordered(bos.get(), withTokens(token, bos.get()));
    return ordered(
        "type",
        "TemplateProcessing",
        "single",
        List.of(first, text),
        "pair",
        List.of(first, text, first, second),
        "special_tokens",
        special);
  }

  private static Object withTokens(Object token, String spelling) {
    Map<String, Object> map = new LinkedHashMap<>();
    ((Map<?, ?>) token).forEach((key, value) -> map.put((String) key, value));
    map.put("tokens", List.of(spelling));
    return map;
  }

  private Map<String, @Nullable Object> model() {
    Map<String, Object> vocabulary = new LinkedHashMap<>();
    for (int id = 0; id < types.length; id++) {
      if (types[id] != UNUSED && vocabulary.putIfAbsent(tokens.get(id), id) != null) {
        throw wrong("token %d is spelt as another one is".formatted(id));
      }
    }
    Map<String, @Nullable Object> model = new LinkedHashMap<>();
    model.put("type", "BPE");
    model.put("dropout", null);
    model.put("unk_token", null);
    model.put("continuing_subword_prefix", null);
    model.put("end_of_word_suffix", null);
    model.put("fuse_unk", false);
    model.put("byte_fallback", false);
    model.put("ignore_merges", PreTokenizers.wholeWordsFirst(pre));
    model.put("vocab", vocabulary);
    model.put("merges", keys.findStrings("tokenizer.ggml.merges").orElse(List.of()));
    return model;
  }

  private Optional<Long> id(String key) {
    return keys.findLong("tokenizer.ggml." + key).filter(id -> id >= 0 && id < tokens.size());
  }

  private Optional<String> spelling(String key) {
    return id(key).map(id -> tokens.get(id.intValue()));
  }

  private boolean addsBos() {
    return keys.findBoolean("tokenizer.ggml.add_bos_token").orElse(pre.equals("llama-bpe"));
  }

  /// `tokenizer_config.json`.
  ///
  /// @param context the longest sequence
  Map<String, @Nullable Object> config(int context) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("tokenizer_class", "PreTrainedTokenizerFast");
    SpecialTokens.ggufKeys()
        .forEach((mark, key) -> spelling(key).ifPresent(it -> json.put(mark + "_token", it)));
    json.put("add_bos_token", addsBos());
    json.put("add_eos_token", keys.findBoolean("tokenizer.ggml.add_eos_token").orElse(false));
    json.put("clean_up_tokenization_spaces", false);
    json.put("model_max_length", context);
    keys.findString("tokenizer.chat_template").ifPresent(it -> json.put("chat_template", it));
    return json;
  }

  /// `generation_config.json`: what ends a turn, and how to sample.
  Map<String, @Nullable Object> generation() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    id("bos_token_id").ifPresent(it -> json.put("bos_token_id", it));
    List<Long> ends = new ArrayList<>();
    for (String end : List.of("eos", "eot", "eom")) {
      id(end + "_token_id").filter(it -> !ends.contains(it)).ifPresent(ends::add);
    }
    if (!ends.isEmpty()) {
      json.put("eos_token_id", ends.size() == 1 ? ends.getFirst() : ends);
    }
    id("padding_token_id").ifPresent(it -> json.put("pad_token_id", it));
    keys.findDouble("general.sampling.temp").ifPresent(it -> json.put("temperature", short32(it)));
    keys.findDouble("general.sampling.top_p").ifPresent(it -> json.put("top_p", short32(it)));
    keys.findLong("general.sampling.top_k").ifPresent(it -> json.put("top_k", it));
    return json;
  }

  private static Object short32(double value) {
    return new BigDecimal(Float.toString((float) value));
  }
}
