package dev.fathom.convert;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ModelNamePartsTest {
  @Test
  void tellsSizeVersionAndTuning() {
    ModelNameParts parts = ModelNameParts.of("Qwen/Qwen2.5-7B-Instruct", 7_615_616_512L);
    assertThat(parts.organization()).contains("Qwen");
    assertThat(parts.name()).isEqualTo("Qwen2.5-7B-Instruct");
    assertThat(parts.basename()).contains("Qwen2.5");
    assertThat(parts.size()).contains("7B");
    assertThat(parts.finetune()).contains("Instruct");
    assertThat(parts.version()).isEmpty();
  }

  @Test
  void takesATrailingVersionFromTheBasename() {
    ModelNameParts parts = ModelNameParts.of("tiny-deepseek-v3", 9_000_000);
    assertThat(parts.basename()).contains("tiny-deepseek");
    assertThat(parts.version()).contains("v3");
    assertThat(ModelNameParts.title("tiny-deepseek-v3")).isEqualTo("Tiny Deepseek v3");
  }

  @Test
  void takesAFarSizeForAContextLength() {
    ModelNameParts parts = ModelNameParts.of("Model-7B-128k", 7_000_000_000L);
    assertThat(parts.size()).contains("7B");
    assertThat(parts.finetune()).contains("128k");
  }

  @Test
  void saysNothingOfAPlainName() {
    assertThat(ModelNameParts.of("tiny-llama", 0).basename()).isEqualTo(Optional.empty());
  }

  @Test
  void roundsSizesToTwoDigits() {
    assertThat(ModelNameParts.sizeLabel(1_543_714_304L, 0)).isEqualTo("1.5B");
    assertThat(ModelNameParts.sizeLabel(32_763_876_352L, 0)).isEqualTo("33B");
    assertThat(ModelNameParts.sizeLabel(2_480_000L, 8)).isEqualTo("8x2.5M");
  }

  @Test
  void readsFrontMatter() {
    String card =
        """
        ---
        license: mit
        language:
        - en
        - "de"
        tags: [a, 'b c']
        base_model: deepseek-ai/DeepSeek-V3
        model-index:
          - name: x
            results: 3
        ---
        license: other
        """;
    FrontMatter front = FrontMatter.of(card.getBytes(StandardCharsets.UTF_8));
    assertThat(front.find("license")).contains("mit");
    assertThat(front.list("language")).containsExactly("en", "de");
    assertThat(front.list("tags")).containsExactly("a", "b c");
    assertThat(front.find("base_model")).contains("deepseek-ai/DeepSeek-V3");
    assertThat(FrontMatter.of("license: mit".getBytes(StandardCharsets.UTF_8)).find("license"))
        .isEmpty();
  }
}
