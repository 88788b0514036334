package dev.fathom.train.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.fathom.convert.ConfigJson;
import dev.fathom.format.Checkpoint;
import dev.fathom.kernel.KernelSet;
import dev.fathom.kernel.Kernels;
import dev.fathom.model.Batch;
import dev.fathom.model.KvStorage;
import dev.fathom.model.Model;
import dev.fathom.model.ModelConfig;
import dev.fathom.model.ModelFile;
import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Tensor;
import dev.fathom.train.Rows;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// The sampler and the trainer are the same function.
class TwinTest {
  private static final int TOKENS = 21;

  @BeforeEach
  void torch() {
    Tiny.requireTorch();
  }

  static Set<String> options() {
    return Tiny.all().keySet();
  }

  @ParameterizedTest
  @MethodSource("options")
  void logitsAgreeWithTheSamplers(String option) {
    ModelConfig config = Tiny.named(option);
    long seed = 7L + option.hashCode();
    int[] ids = new Random(seed).ints(TOKENS, 0, Tiny.VOCABULARY).toArray();
    for (ExpertPath path : ExpertPath.values()) {
      try (TorchTrainee trainee = new TorchTrainee(config, Tiny.settings(seed).with(path))) {
        stirCorrections(trainee, seed);
        double error = relative(trainee.logits(ids), sampled(trainee, ids));
        System.out.printf("%s, %s, seed %d: relative error %.1e%n", option, path, seed, error);
        assertThat(error).isLessThan(1e-4);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("options")
  void aBlockOfMultiTokenPredictionChangesNoLogits(String option) {
    ModelConfig config = Tiny.named(option);
    int[] ids = new Random(3).ints(TOKENS, 0, Tiny.VOCABULARY).toArray();
    TrainingSettings settings = Tiny.settings(3).withForesight(true);
    try (TorchTrainee trainee = new TorchTrainee(config, settings)) {
      stirCorrections(trainee, 3);
      trainee.learn(Tiny.rows(3, 12, 20), 1);
      assertThat(relative(trainee.logits(ids), sampled(trainee, ids))).isLessThan(1e-4);
    }
  }

  private static void stirCorrections(TorchTrainee trainee, long seed) {
    Random random = new Random(seed);
    var memory = trainee.corrections().values();
    for (long at = 0; at < memory.byteSize() / 4; at++) {
      memory.setAtIndex(ValueLayout.JAVA_FLOAT, at, random.nextFloat() - 0.5f);
    }
  }

  private static float[][] sampled(TorchTrainee trainee, int[] ids) {
    String config = ConfigJson.of(trainee.config(), false);
    try (ModelFile file = ModelFile.of(trainee.snapshot(), Map.of("config.json", config));
        KernelSet kernels = Kernels.open("scalar", 1);
        Model model = file.load(kernels);
        KvStorage cache = new KvStorage(model.config(), ElementType.F32, 32, 1)) {
      assertThat(model.config()).isEqualTo(trainee.config());
      int[] all = IntStream.range(0, ids.length).toArray();
      Batch.Span span = new Batch.Span(ids.length, 0, new int[] {0});
      Tensor logits = model.forward(new Batch(ids, List.of(span), all), cache);
      return IntStream.of(all).mapToObj(logits::row).toArray(float[][]::new);
    }
  }

  private static double relative(float[][] got, float[][] wanted) {
    double difference = 0;
    double norm = 0;
    for (int row = 0; row < wanted.length; row++) {
      for (int i = 0; i < wanted[row].length; i++) {
        difference += Math.pow((double) got[row][i] - wanted[row][i], 2);
        norm += Math.pow(wanted[row][i], 2);
      }
    }
    return Math.sqrt(difference / norm);
  }

  @Test
  void readsItsOwnExportBack(@TempDir Path folder) {
    TrainingSettings settings = Tiny.settings(3).withForesight(true);
    Path file = folder.resolve("model.safetensors");
    try (TorchTrainee trainee = new TorchTrainee(Tiny.mixture(), settings)) {
      stirCorrections(trainee, 3);
      trainee.export(file);
      try (Checkpoint checkpoint = Checkpoint.open(file);
          TorchTrainee again = TorchTrainee.of(Tiny.mixture(), settings, checkpoint)) {
        assertThat(again.hash()).isEqualTo(trainee.hash());
        assertThat(checkpoint.entries())
            .containsKeys(
                "model.layers.1.mlp.gate.e_score_correction_bias",
                "model.layers.1.mlp.experts.7.down_proj.weight",
                "model.layers.2.eh_proj.weight",
                "model.layers.2.embed_tokens.weight",
                "model.layers.2.shared_head.head.weight");
      }
      assertThat(trainee.snapshot().entries().keySet()).noneMatch(it -> it.contains("layers.2."));
    }
  }

  @Test
  void paddingAndMicroBatchesChangeNoProbability() {
    Rows rows = Tiny.rows(11, 9, 17, 2, 30, 16);
    try (TorchTrainee wide = new TorchTrainee(Tiny.mixture(), Tiny.settings(11));
        TorchTrainee narrow =
            new TorchTrainee(Tiny.mixture(), Tiny.settings(11).withMicroTokens(20))) {
      float[][] together = wide.logProbabilities(rows);
      float[][] apart = narrow.logProbabilities(rows);
      for (int row = 0; row < together.length; row++) {
        assertThat(together[row]).hasSameSizeAs(rows.tokens()[row]);
        assertThat(together[row][0]).isZero();
        assertThat(apart[row]).containsExactly(together[row], offset(1e-4f));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(ExpertPath.class)
  void halfPrecisionIsNear(ExpertPath path) {
    Rows rows = Tiny.rows(5, 20, 31, 12);
    TrainingSettings settings = Tiny.settings(5).with(path).withForesight(true);
    try (TorchTrainee exact = new TorchTrainee(Tiny.mixture(), settings);
        TorchTrainee half = new TorchTrainee(Tiny.mixture(), settings.withHalfPrecision(true))) {
      double wanted = exact.learn(rows, 0).loss();
      double got = half.learn(rows, 0).loss();
      assertThat(got).isNotEqualTo(wanted).isCloseTo(wanted, offset(0.05));
    }
  }
}
