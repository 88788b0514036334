package dev.fathom.text;

import java.util.ArrayList;
import java.util.List;

/// The pre-tokenizers that GGUF files name (`tokenizer.ggml.pre`). The expressions are facts of the
/// models: those of their `tokenizer.json`, or, for the oldest, of llama.cpp's `llama-vocab.cpp`.
final class KnownCuts {
  /// The names, for messages.
  static final String NAMES =
      "deepseek-llm, deepseek-coder, deepseek-v3, deepseek-r1-qwen, qwen2, llama-bpe, gpt-2, default";

  /// GPT-2's expression, which ByteLevel uses too.
  static final String GPT2 =
      "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

  private static final String LLAMA3_WORDS =
      "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|";
  private static final String LLAMA3_REST =
      "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

  private static final String DEEPSEEK_V3_WORDS =
      "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+"
          + "|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\\r\\n]*"
          + "|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

  // CJK ideographs, then by an oversight of the file's authors everything from U+0800 to them
  private static final String DEEPSEEK_CJK =
      "[\\x{4E00}-\\x{9FA5}\\x{800}-\\x{4E00}\\x{AC00}-\\x{D7FF}]+";

  // letters of scripts with capitals
  private static final String DEEPSEEK_LETTERS =
      "A-Za-z\\x{B5}\\x{C0}-\\x{D6}\\x{D8}-\\x{F6}\\x{F8}-\\x{1BA}\\x{1BC}-\\x{1BF}"
          + "\\x{1C4}-\\x{293}\\x{295}-\\x{2AF}\\x{370}-\\x{373}\\x{376}\\x{377}\\x{37B}-\\x{37D}"
          + "\\x{37F}\\x{386}\\x{388}-\\x{38A}\\x{38C}\\x{38E}-\\x{3A1}\\x{3A3}-\\x{3F5}"
          + "\\x{3F7}-\\x{481}\\x{48A}-\\x{52F}\\x{531}-\\x{556}\\x{10A0}-\\x{10C5}"
          + "\\x{13A0}-\\x{13F5}\\x{13F8}-\\x{13FD}\\x{1C90}-\\x{1CBA}\\x{1CBD}-\\x{1CBF}"
          + "\\x{1D00}-\\x{1D2B}\\x{1D6B}-\\x{1D77}\\x{1D79}-\\x{1D9A}\\x{1E00}-\\x{1F15}"
          + "\\x{1F18}-\\x{1F1D}\\x{1F20}-\\x{1F45}\\x{1F48}-\\x{1F4D}\\x{1F50}-\\x{1F57}"
          + "\\x{1F59}\\x{1F5B}\\x{1F5D}\\x{1F5F}-\\x{1F7D}\\x{1F80}-\\x{1FB4}\\x{1FB6}-\\x{1FBC}"
          + "\\x{1FBE}\\x{1FC2}-\\x{1FC4}\\x{1FC6}-\\x{1FCC}\\x{1FD0}-\\x{1FD3}"
          + "\\x{1FD6}-\\x{1FDB}\\x{1FE0}-\\x{1FEC}\\x{1FF2}-\\x{1FF4}\\x{1FF6}-\\x{1FFC}"
          + "\\x{2102}\\x{2107}\\x{210A}-\\x{2113}\\x{2115}\\x{2119}-\\x{211D}\\x{2124}\\x{2126}"
          + "\\x{2128}\\x{212A}-\\x{212D}\\x{212F}-\\x{2134}\\x{2139}\\x{213C}-\\x{213F}"
          + "\\x{2145}-\\x{2149}\\x{214E}\\x{2183}\\x{2184}\\x{2C00}-\\x{2C7B}\\x{2C7E}-\\x{2CE4}"
          + "\\x{2CEB}-\\x{2CEE}\\x{2CF2}\\x{2CF3}\\x{A640}-\\x{A66D}\\x{A680}-\\x{A69B}"
          + "\\x{A722}-\\x{A76F}\\x{A771}-\\x{A787}\\x{A78B}-\\x{A78E}\\x{AB70}-\\x{ABBF}"
          + "\\x{FB00}-\\x{FB06}\\x{FB13}-\\x{FB17}\\x{FF21}-\\x{FF3A}\\x{FF41}-\\x{FF5A}"
          + "\\x{10400}-\\x{1044F}\\x{104B0}-\\x{104D3}\\x{104D8}-\\x{104FB}\\x{10C80}-\\x{10CB2}"
          + "\\x{10CC0}-\\x{10CF2}\\x{118A0}-\\x{118DF}\\x{1E900}-\\x{1E943}";

  /// What a name stands for.
  ///
  /// @param wholeWordsFirst see {@link ByteWords}
  /// @param addsBos whether a text begins with bos where the file does not say
  record Preset(Cut cut, Normalization normalization, boolean wholeWordsFirst, boolean addsBos) {}

  private KnownCuts() {}

  /// The preset `name` of `vocabulary`'s file.
  static Preset named(String name, Vocabulary vocabulary) {
    Normalization none = Normalization.NONE;
    return switch (name) {
      case "deepseek-llm", "deepseek-coder", "deepseek-v3", "gpt-2", "default" ->
          new Preset(cut(name), none, false, false);
      case "qwen2", "deepseek-r1-qwen" ->
          // Qwen's tokenizer.json normalises; llama.cpp leaves that out
          new Preset(cut(name), new Normalization.Canonical(UnicodeForm.NFC), false, false);
      case "llama-bpe" -> new Preset(cut(name), none, true, true);
      default ->
          throw vocabulary.bad(
              "tokenizer.ggml.pre is " + Vocabulary.quoted(name) + ", wanted one of " + NAMES);
    };
  }

  /// Cuts before and behind the matches of all `expressions`, one after the other.
  static Cut isolated(String... expressions) {
    List<Cut> cuts = new ArrayList<>();
    for (String expression : expressions) {
      cuts.add(new PatternCut(SplitPattern.of(expression), PatternCut.Behavior.ISOLATED, false));
    }
    return cuts.size() == 1 ? cuts.getFirst() : new Cut.Chain(cuts);
  }

  /// ASCII's signs and the punctuation of all scripts.
  static SplitPattern punctuation() {
    return SplitPattern.of("[!-/:-@\\[-`{-~\\p{P}]");
  }

  private static Cut cut(String name) {
    return isolated(expressions(name).toArray(String[]::new));
  }

  /// The expressions of the pre-tokenizer `name`, none for one that is not known.
  static List<String> expressions(String name) {
    return switch (name) {
      case "deepseek-llm" ->
          List.of(
              "[\\r\\n]",
              "\\s?[" + DEEPSEEK_LETTERS + "]+",
              "\\s?[!-/:-~\\x{FF01}-\\x{FF0F}\\x{FF1A}-\\x{FF5E}\\x{2018}-\\x{201F}\\x{3000}-\\x{3002}]+",
              "\\s+$",
              DEEPSEEK_CJK,
              "\\p{N}+");
      case "deepseek-coder" ->
          List.of("[\\r\\n]", "\\s?\\p{L}+", "\\s?\\p{P}+", DEEPSEEK_CJK, "\\p{N}");
      case "deepseek-v3" ->
          List.of(
              "\\p{N}{1,3}",
              "[\\x{4E00}-\\x{9FA5}\\x{3040}-\\x{309F}\\x{30A0}-\\x{30FF}]+",
              DEEPSEEK_V3_WORDS);
      case "qwen2", "deepseek-r1-qwen" -> List.of(LLAMA3_WORDS + "\\p{N}" + LLAMA3_REST);
      case "llama-bpe" -> List.of(LLAMA3_WORDS + "\\p{N}{1,3}" + LLAMA3_REST);
      case "gpt-2" -> List.of(GPT2);
      case "default" -> List.of("[\\p{P}\\$\\+<=>\\^~\\|]+", GPT2, "\\p{N}+", "[0-9][0-9][0-9]");
      default -> List.of();
    };
  }
}
