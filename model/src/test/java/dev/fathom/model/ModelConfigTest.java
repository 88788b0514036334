package dev.fathom.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.kernel.RopeLayout;
import dev.fathom.tensor.ElementType;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The figures of `deepseek.md` sections 2 and 16.
class ModelConfigTest {
  static Stream<Arguments> mixtures() {
    return Stream.of(
        Arguments.of(
            PublishedConfigs.V2_LITE, 15_706_484_224L, 2_661_150_208L, 2_451_435_008L, 31_104L),
        Arguments.of(
            PublishedConfigs.V2, 235_741_434_880L, 21_375_800_320L, 20_851_512_320L, 69_120L),
        Arguments.of(
            PublishedConfigs.V3, 671_026_419_200L, 37_552_297_472L, 36_625_618_432L, 70_272L));
  }

  @ParameterizedTest
  @MethodSource("mixtures")
  void countsTheParametersOfPublishedMixtures(
      String json, long total, long active, long withoutEmbedding, long cacheBytes) {
    ModelConfig config = PublishedConfigs.parse(json);
    assertThat(config.parameters()).isEqualTo(new ParameterCount(total, active, withoutEmbedding));
    assertThat(KvStorage.bytesPerToken(config, ElementType.F16)).isEqualTo(cacheBytes);
  }

  static Stream<Arguments> denseModels() {
    return Stream.of(
        Arguments.of(
            PublishedConfigs.qwen25(true, 24, 896, 4864, 14, 2, 151_936), 494_032_768L, 12_288),
        Arguments.of(
            PublishedConfigs.qwen25(true, 28, 1536, 8960, 12, 2, 151_936), 1_543_714_304L, 28_672),
        Arguments.of(
            PublishedConfigs.qwen25(false, 28, 3584, 18_944, 28, 4, 152_064),
            7_615_616_512L,
            57_344),
        Arguments.of(
            PublishedConfigs.qwen25(false, 64, 5120, 27_648, 40, 8, 152_064),
            32_763_876_352L,
            262_144),
        Arguments.of(
            PublishedConfigs.qwen25(false, 80, 8192, 29_568, 64, 8, 152_064),
            72_706_203_648L,
            327_680),
        Arguments.of(
            PublishedConfigs.llama3(32, 4096, 14_336, 32, 8, 128_256), 8_030_261_248L, 131_072),
        Arguments.of(
            PublishedConfigs.llama3(80, 8192, 28_672, 64, 8, 128_256), 70_553_706_496L, 327_680),
        Arguments.of(
            PublishedConfigs.llama3(126, 16_384, 53_248, 128, 8, 128_256),
            405_853_388_800L,
            516_096));
  }

  @ParameterizedTest
  @MethodSource("denseModels")
  void countsTheParametersOfPublishedDenseModels(String json, long total, int cacheBytes) {
    ModelConfig config = PublishedConfigs.parse(json);
    assertThat(config.parameters().total()).isEqualTo(total);
    assertThat(config.parameters().active()).isEqualTo(total);
    assertThat(KvStorage.bytesPerToken(config, ElementType.F16)).isEqualTo(cacheBytes);
    assertThat(KvStorage.bytesPerToken(config, ElementType.F32)).isEqualTo(2L * cacheBytes);
  }

  @Test
  void sharpensTheSoftmaxAsYarnWantsIt() {
    ModelConfig v3 = PublishedConfigs.parse(PublishedConfigs.V3);
    ModelConfig v2 = PublishedConfigs.parse(PublishedConfigs.V2_LITE);
    assertThat(v3.attentionScale()).isCloseTo(0.135233779f, within(1e-8f));
    assertThat(v2.attentionScale()).isCloseTo(0.114721387f, within(1e-8f));
    assertThat(v3.rope().scaling().rotationFactor()).isEqualTo(1);
    assertThat(v2.rope().scaling().rotationFactor()).isEqualTo(1);
  }

  @Test
  void readsTheRoutersOfTheFamily() {
    ExpertsConfig v3 = PublishedConfigs.parse(PublishedConfigs.V3).experts();
    ExpertsConfig v2 = PublishedConfigs.parse(PublishedConfigs.V2).experts();
    assertThat(v3.router())
        .isEqualTo(new RouterConfig(RouterConfig.Scoring.SIGMOID, true, 8, 4, true, 2.5f));
    assertThat(v2.router())
        .isEqualTo(new RouterConfig(RouterConfig.Scoring.SOFTMAX, false, 8, 3, false, 16));
    assertThat(v3.denseLayers()).containsExactly(0, 1, 2);
    assertThat(v3.sparse(3)).isTrue();
  }

  @Test
  void rotatesAsTheSourceOfTheWeightsWants() {
    ModelConfig llama = PublishedConfigs.parse(PublishedConfigs.llama3(2, 64, 64, 4, 2, 100));
    assertThat(llama.rope().layout()).isEqualTo(RopeLayout.HALVES);
    ModelConfig v3 = PublishedConfigs.parse(PublishedConfigs.V3);
    assertThat(v3.rope().layout()).isEqualTo(RopeLayout.INTERLEAVED);
    String halves = PublishedConfigs.V3.replace("'n_group'", "'rope_interleave': false, 'n_group'");
    assertThat(PublishedConfigs.parse(halves).rope().layout()).isEqualTo(RopeLayout.HALVES);
  }
}
