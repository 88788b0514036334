package dev.fathom.train.data;

import dev.fathom.text.Tokenizer;
import dev.fathom.text.Tokenizers;
import dev.fathom.train.recipe.MixConfig;
import dev.fathom.train.tasks.Problem;
import dev.fathom.train.tasks.Split;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/// Makes a byte-level BPE tokenizer with single digits (Qwen2's pre-tokenizer, DeepSeek's special
/// tokens), as Hugging Face's `tokenizer.json` and `tokenizer_config.json`. The same texts make the
/// same bytes.
public final class TokenizerTrainer {
  /// Ids 0 to 7, in this order; the first five are special (never text).
  static final List<String> MARKS =
      List.of(
          ChatLines.BOS,
          ChatLines.EOS,
          ChatLines.PAD,
          ChatLines.USER,
          ChatLines.ASSISTANT,
          ChatLines.THINK,
          ChatLines.THOUGHT,
          "<back>");

  private static final int SPECIAL = 5;
  private static final int FIRST_MERGE = MARKS.size() + 256;
  private static final JsonMapper JSON = new JsonMapper();

  /// Qwen2's expression; `\p{N}` takes one digit at a time.
  static final String CUT =
      "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}"
          + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

  private static final Pattern WORDS = Pattern.compile(CUT, Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern BETWEEN_MARKS =
      Pattern.compile(String.join("|", MARKS.stream().map(Pattern::quote).toList()));

  private static final String TEMPLATE =
      """
      {{ bos_token }}{% for message in messages %}\
      {% if message['role'] == 'user' %}{{ '<｜User｜>' + message['content'] }}\
      {% elif message['role'] == 'assistant' %}{% set content = message['content'] %}\
      {% if '</think>' in content %}{% set content = content.split('</think>')[-1] %}{% endif %}\
      {{ '<｜Assistant｜>' + content + '<｜end▁of▁sentence｜>' }}{% endif %}{% endfor %}\
      {% if add_generation_prompt %}{{ '<｜Assistant｜><think>\\n' }}{% endif %}""";

  private final Map<String, Long> counts = new HashMap<>();

  /// A tokenizer's two files.
  ///
  /// @param tokenizer `tokenizer.json`
  /// @param config `tokenizer_config.json`
  public record TokenizerFiles(String tokenizer, String config) {
    /// Writes both into `folder`.
    public void write(Path folder) throws IOException {
      Files.writeString(folder.resolve("tokenizer.json"), tokenizer);
      Files.writeString(folder.resolve("tokenizer_config.json"), config);
    }

    /// The tokenizer they describe.
    public Tokenizer open() {
      return Tokenizers.ofJson(
          "tokenizer.json",
          tokenizer.getBytes(StandardCharsets.UTF_8),
          config.getBytes(StandardCharsets.UTF_8));
    }
  }

  /// Reads `problems` problems of the training split, in the shares of `mix`.
  public TokenizerTrainer read(MixConfig mix, long seed, int problems) {
    Selection selection = new Selection(mix, seed);
    for (int number = 0; number < problems; number++) {
      Problem problem = selection.example(Split.TRAIN, number).problem();
      read(ChatLines.prompt(problem.question()));
      read(ChatLines.completion(problem.trace(), problem.answer()));
    }
    return this;
  }

  /// Counts the words of `text`; marks cut it and are none.
  public TokenizerTrainer read(String text) {
    for (String piece : BETWEEN_MARKS.split(text, -1)) {
      Matcher words = WORDS.matcher(piece);
      while (words.find()) {
        counts.merge(words.group(), 1L, Long::sum);
      }
    }
    return this;
  }

  /// The tokenizer, of `vocabulary` tokens.
  ///
  /// @param context tokens the model is made for
  public TokenizerFiles train(int vocabulary, int context) {
    if (vocabulary < FIRST_MERGE) {
      throw new IllegalArgumentException(
          "a vocabulary must hold marks and bytes, at least %d tokens, got %d"
              .formatted(FIRST_MERGE, vocabulary));
    }
    List<Merges.Pair> merges = new Merges(counts).learn(vocabulary - FIRST_MERGE);
    if (FIRST_MERGE + merges.size() < vocabulary) {
      throw new IllegalArgumentException(
          "these texts make %d tokens, wanted %d; read more of them or take a smaller vocabulary"
              .formatted(FIRST_MERGE + merges.size(), vocabulary));
    }
    return new TokenizerFiles(tokenizer(merges), config(context));
  }

  private static String tokenizer(List<Merges.Pair> merges) {
    String[] spelt = new String[256 + merges.size()];
    Map<String, Integer> vocabulary = new LinkedHashMap<>();
    MARKS.forEach(mark -> vocabulary.put(mark, vocabulary.size()));
    for (int value = 0; value < 256; value++) {
      spelt[value] = ByteLetters.of(value);
      vocabulary.put(spelt[value], vocabulary.size());
    }
    List<List<String>> pairs = new java.util.ArrayList<>();
    for (Merges.Pair pair : merges) {
      pairs.add(List.of(spelt[pair.left()], spelt[pair.right()]));
      spelt[256 + pairs.size() - 1] = spelt[pair.left()] + spelt[pair.right()];
      vocabulary.put(spelt[256 + pairs.size() - 1], vocabulary.size());
    }
    return written(
        fields(
            "version",
            "1.0",
            "truncation",
            null,
            "padding",
            null,
            "added_tokens",
            marks(),
            "normalizer",
            null,
            "pre_tokenizer",
            preTokenizer(),
            "post_processor",
            null,
            "decoder",
            byteLevel(),
            "model",
            fields(
                "type",
                "BPE",
                "dropout",
                null,
                "unk_token",
                null,
                "continuing_subword_prefix",
                null,
                "end_of_word_suffix",
                null,
                "fuse_unk",
                false,
                "byte_fallback",
                false,
                "ignore_merges",
                false,
                "vocab",
                vocabulary,
                "merges",
                pairs)));
  }

  private static List<Map<String, Object>> marks() {
    List<Map<String, Object>> marks = new java.util.ArrayList<>();
    for (String mark : MARKS) {
      marks.add(
          fields(
              "id", marks.size(),
              "content", mark,
              "single_word", false,
              "lstrip", false,
              "rstrip", false,
              "normalized", false,
              "special", marks.size() < SPECIAL));
    }
    return marks;
  }

  private static Map<String, Object> preTokenizer() {
    Map<String, Object> split =
        fields(
            "type",
            "Split",
            "pattern",
            fields("Regex", CUT),
            "behavior",
            "Isolated",
            "invert",
            false);
    return fields("type", "Sequence", "pretokenizers", List.of(split, byteLevel()));
  }

  private static Map<String, Object> byteLevel() {
    return fields(
        "type", "ByteLevel", "add_prefix_space", false, "trim_offsets", true, "use_regex", false);
  }

  private static String config(int context) {
    return written(
        fields(
            "bos_token",
            ChatLines.BOS,
            "eos_token",
            ChatLines.EOS,
            "pad_token",
            ChatLines.PAD,
            "add_bos_token",
            false,
            "add_eos_token",
            false,
            "model_max_length",
            context,
            "clean_up_tokenization_spaces",
            false,
            "tokenizer_class",
            "PreTrainedTokenizerFast",
            "chat_template",
            TEMPLATE));
  }

  private static String written(Map<String, Object> fields) {
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(fields) + "\n";
  }

  /// Names and values in turn, in this order.
  private static Map<String, Object> fields(@org.jspecify.annotations.Nullable Object... pairs) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      fields.put(String.valueOf(pairs[i]), pairs[i + 1]);
    }
    return fields;
  }
}
