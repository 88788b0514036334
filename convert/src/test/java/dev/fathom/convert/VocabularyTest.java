package dev.fathom.convert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.format.Metadata;
import dev.fathom.format.SafetensorsWriter;
import dev.fathom.model.ModelFile;
import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Shape;
import dev.fathom.testing.SharedData;
import dev.fathom.text.Tokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VocabularyTest {
  private static final int WIDTH = 32;

  @TempDir Path folder;

  /// A model of zeros, with a real vocabulary.
  private Path model(Path tokenizer, int vocabulary) throws IOException {
    Path model = Files.createDirectory(folder.resolve("model"));
    try (InputStream in =
        new GZIPInputStream(Files.newInputStream(tokenizer.resolve("tokenizer.json.gz")))) {
      Files.copy(in, model.resolve("tokenizer.json"));
    }
    Files.copy(tokenizer.resolve("tokenizer_config.json"), model.resolve("tokenizer_config.json"));
    Files.writeString(
        model.resolve("config.json"),
        """
        {"model_type": "qwen3", "vocab_size": %d, "max_position_embeddings": 64, "hidden_size": 32,
         "num_hidden_layers": 1, "rms_norm_eps": 1e-6, "tie_word_embeddings": true,
         "num_attention_heads": 1, "num_key_value_heads": 1, "head_dim": 32, "rope_theta": 10000,
         "intermediate_size": 32}
        """
            .formatted(vocabulary));
    SafetensorsWriter writer = new SafetensorsWriter();
    zeros(writer, "model.embed_tokens.weight", vocabulary, WIDTH);
    zeros(writer, "model.norm.weight", WIDTH);
    String layer = "model.layers.0.";
    for (String norm :
        List.of(
            "input_layernorm",
            "post_attention_layernorm",
            "self_attn.q_norm",
            "self_attn.k_norm")) {
      zeros(writer, layer + norm + ".weight", WIDTH);
    }
    for (String matrix : List.of("q", "k", "v", "o")) {
      zeros(writer, layer + "self_attn." + matrix + "_proj.weight", WIDTH, WIDTH);
    }
    for (String matrix : List.of("gate", "up", "down")) {
      zeros(writer, layer + "mlp." + matrix + "_proj.weight", WIDTH, WIDTH);
    }
    writer.writeTo(model.resolve("model.safetensors"));
    return model;
  }

  private static void zeros(SafetensorsWriter writer, String name, long... lengths) {
    Shape shape = Shape.of(lengths);
    byte[] bytes = new byte[Math.toIntExact(2 * shape.elements())];
    writer.tensor(name, ElementType.BF16, shape, () -> MemorySegment.ofArray(bytes));
  }

  @ParameterizedTest
  @CsvSource({
    "deepseek-v3, 129280, deepseek-v3",
    "qwen2-5, 152064, qwen2",
    "llama3-1, 128256, llama-bpe"
  })
  void realVocabulariesCutTextsAsBeforeThereAndBack(String name, int vocabulary, String pre)
      throws IOException {
    Path tokenizer = SharedData.path("fixtures/tokenizers/" + name);
    Path model = model(tokenizer, vocabulary);
    Path gguf = folder.resolve("there.gguf");
    Path back = folder.resolve("back");
    try (ModelFile source = ModelFile.open(model)) {
      GgufExport.write(source, gguf);
      try (ModelFile there = ModelFile.open(gguf)) {
        SafetensorsExport.write(there, back, Conversion.keeping());
        assertThat(there.checkpoint().metadata().string("tokenizer.ggml.pre")).isEqualTo(pre);
        assertThat(there.tokenizer().addsBos()).isEqualTo(source.tokenizer().addsBos());
        requireVectors(tokenizer, there.tokenizer());
      }
      try (ModelFile last = ModelFile.open(back)) {
        assertThat(last.tokenizer().addsBos()).isEqualTo(source.tokenizer().addsBos());
        assertThat(last.tokenizer().eos()).isEqualTo(source.tokenizer().eos());
        requireVectors(tokenizer, last.tokenizer());
      }
    }
  }

  private static void requireVectors(Path folder, Tokenizer tokenizer) throws IOException {
    Path file = folder.resolve("vectors.json");
    Metadata vectors = Metadata.ofJson("vectors.json", Files.readAllBytes(file));
    List<Map<?, ?>> rows = JsonLists.objects(vectors.find("rows").orElseThrow());
    assertThat(rows).hasSizeGreaterThan(100);
    for (Map<?, ?> row : rows) {
      int[] wanted =
          ((List<?>) Objects.requireNonNull(row.get("ids")))
              .stream().mapToInt(id -> ((Long) id).intValue()).toArray();
      String text = JsonLists.text(row, "text").orElseThrow();
      assertThat(tokenizer.encode(text, true)).as(text).isEqualTo(wanted);
    }
  }
}
