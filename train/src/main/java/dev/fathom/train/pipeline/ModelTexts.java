package dev.fathom.train.pipeline;

import dev.fathom.convert.ConfigJson;
import dev.fathom.model.ModelConfig;
import dev.fathom.text.Tokenizer;
import dev.fathom.train.TrainingException;
import dev.fathom.train.data.TokenizerTrainer.TokenizerFiles;
import dev.fathom.train.runs.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The texts that stand beside a model's weights.
///
/// @param texts by the names of their files
/// @param config the numbers they tell of
record ModelTexts(Map<String, String> texts, ModelConfig config) {
  static final String TOKENIZER = "tokenizer.json";
  private static final String TOKENIZER_CONFIG = "tokenizer_config.json";
  private static final JsonMapper JSON = new JsonMapper();

  /// Ids as the trainer of tokenizers gives them.
  private static final Map<String, Integer> MARKS =
      Map.of("bos_token_id", 0, "eos_token_id", 1, "pad_token_id", 2);

  /// @param foresees whether a block of multi-token prediction follows
  static ModelTexts of(TokenizerFiles tokenizer, ModelConfig config, boolean foresees) {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put(TOKENIZER, tokenizer.tokenizer());
    texts.put(TOKENIZER_CONFIG, tokenizer.config());
    texts.put("config.json", marked(JSON.readTree(ConfigJson.of(config, foresees)).asObject()));
    texts.put("generation_config.json", marked(JSON.createObjectNode().put("do_sample", false)));
    return new ModelTexts(texts, config);
  }

  private static String marked(ObjectNode json) {
    MARKS.keySet().stream().sorted().forEach(mark -> json.put(mark, MARKS.get(mark)));
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
  }

  /// What a folder has of a tokenizer.
  static TokenizerFiles read(Path folder) {
    try {
      return new TokenizerFiles(
          Files.readString(folder.resolve(TOKENIZER)),
          Files.readString(folder.resolve(TOKENIZER_CONFIG)));
    } catch (IOException e) {
      throw new TrainingException("%s: the tokenizer cannot be read: %s".formatted(folder, e), e);
    }
  }

  Tokenizer tokenizer() {
    return new TokenizerFiles(text(TOKENIZER), text(TOKENIZER_CONFIG)).open();
  }

  String text(String name) {
    String text = texts.get(name);
    if (text == null) {
      throw new IllegalArgumentException("no file '" + name + "'");
    }
    return text;
  }

  /// Writes them into `folder`.
  void write(Path folder) throws IOException {
    for (var each : texts.entrySet()) {
      DurableFiles.write(folder.resolve(each.getKey()), each.getValue());
    }
  }
}
