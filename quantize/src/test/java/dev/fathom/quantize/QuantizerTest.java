package dev.fathom.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.format.Checkpoint;
import dev.fathom.format.GgufWriter;
import dev.fathom.kernel.BlockDecoder;
import dev.fathom.kernel.WorkerTeam;
import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuantizerTest {
  @TempDir Path folder;

  /// A model of one layer with two experts, rows of 256 and of 96.
  private Path model() throws IOException {
    return model(0.02f);
  }

  private Path model(float first) throws IOException {
    Path path = folder.resolve("model.gguf");
    try (Arena arena = Arena.ofConfined()) {
      Tensor head = random(arena, 64, 256);
      head.set(3, 5, first);
      new GgufWriter()
          .string("general.architecture", "llama")
          .uint32("general.file_type", 0)
          .uint32("llama.block_count", 8)
          .uint32("llama.attention.head_count", 8)
          .uint32("llama.attention.head_count_kv", 2)
          .uint32("llama.expert_count", 2)
          .float32("llama.rope.freq_base", 10000)
          .strings("tokenizer.ggml.tokens", List.of("a", "b"))
          .tensor("token_embd.weight", random(arena, 64, 256))
          .tensor("output.weight", head)
          .tensor("output_norm.weight", random(arena, 256))
          .tensor("blk.0.attn_q.weight", random(arena, 128, 256))
          .tensor("blk.0.attn_output.weight", random(arena, 256, 96))
          .tensor("blk.0.ffn_down_exps.weight", random(arena, 2, 48, 256))
          .writeTo(path);
    }
    return path;
  }

  private static Tensor random(Arena arena, long... lengths) {
    Random random = new Random(lengths.length * 31L + lengths[0]);
    Tensor tensor = Tensor.allocate(arena, lengths);
    for (int row = 0; row < tensor.rows(); row++) {
      for (int column = 0; column < tensor.columns(); column++) {
        tensor.set(row, column, (float) random.nextGaussian() * 0.02f);
      }
    }
    return tensor;
  }

  private Path quantise(Path source, QuantizeRequest request, int threads) throws IOException {
    Path target = folder.resolve("out-" + threads + ".gguf");
    try (Checkpoint model = Checkpoint.open(source);
        WorkerTeam team = new WorkerTeam(threads)) {
      new Quantizer(model, QuantizePlan.of(model, request), team).write(target, _ -> {});
    }
    return target;
  }

  @Test
  void keepsMetadataAndWritesEveryTensorInItsType() throws IOException {
    Path target = quantise(model(), QuantizeRequest.of(Mix.Q4_K_M), 2);
    try (Checkpoint out = Checkpoint.open(target)) {
      assertThat(out.metadata().integer("general.file_type")).isEqualTo(15);
      assertThat(out.metadata().integer("general.quantization_version")).isEqualTo(2);
      assertThat(out.metadata().number("llama.rope.freq_base")).isEqualTo(10000);
      assertThat(out.metadata().findStrings("tokenizer.ggml.tokens")).contains(List.of("a", "b"));
      assertThat(out.tensor("token_embd.weight").type()).isEqualTo(ElementType.Q4_K);
      assertThat(out.tensor("output.weight").type()).isEqualTo(ElementType.Q6_K);
      assertThat(out.tensor("output_norm.weight").type()).isEqualTo(ElementType.F32);
      assertThat(out.tensor("blk.0.attn_output.weight").type()).isEqualTo(ElementType.Q5_0);
      assertThat(out.tensor("blk.0.ffn_down_exps.weight").type()).isEqualTo(ElementType.Q6_K);
      assertNear(out, "output.weight", 0.03);
      assertNear(out, "blk.0.ffn_down_exps.weight", 0.03);
      assertNear(out, "token_embd.weight", 0.09);
    }
  }

  private void assertNear(Checkpoint out, String name, double most) {
    try (Checkpoint source = Checkpoint.open(folder.resolve("model.gguf"))) {
      Tensor wanted = source.tensor(name);
      float[] a = new float[wanted.columns()];
      float[] b = new float[wanted.columns()];
      double error = 0;
      double all = 0;
      for (int row = 0; row < wanted.rows(); row++) {
        BlockDecoder.row(wanted, row, a);
        BlockDecoder.row(out.tensor(name), row, b);
        for (int i = 0; i < a.length; i++) {
          error += (a[i] - b[i]) * (a[i] - b[i]);
          all += a[i] * a[i];
        }
      }
      assertThat(Math.sqrt(error / all)).as(name).isLessThan(most);
    }
  }

  @Test
  void writesTheSameBytesWithAnyNumberOfThreads() throws IOException {
    Path source = model();
    byte[] one = Files.readAllBytes(quantise(source, QuantizeRequest.of(Mix.Q3_K_M), 1));
    byte[] three = Files.readAllBytes(quantise(source, QuantizeRequest.of(Mix.Q3_K_M), 3));
    assertThat(three).isEqualTo(one);
  }

  @Test
  void tellsItsProgressUpToTheEnd() throws IOException {
    AtomicReference<Double> last = new AtomicReference<>(0.0);
    try (Checkpoint model = Checkpoint.open(model());
        WorkerTeam team = new WorkerTeam(1)) {
      QuantizePlan plan = QuantizePlan.of(model, QuantizeRequest.of(Mix.Q8_0));
      new Quantizer(model, plan, team).write(folder.resolve("o.gguf"), last::set);
      assertThat(plan.bytes()).isLessThan(plan.sourceBytes() / 3);
      assertThat(plan.bitsPerWeight()).isBetween(8.4, 9.0);
    }
    assertThat(last.get()).isEqualTo(1.0);
  }

  @Test
  void giveExpertsFewerBitsThanTheRest() throws IOException {
    QuantizeRequest request =
        new QuantizeRequest(
            Mix.Q6_K,
            List.of(new QuantizeRequest.Wish(Pattern.compile("attn_q"), ElementType.Q5_K)),
            Optional.of(ElementType.Q3_K),
            Optional.of(ElementType.Q6_K),
            Optional.empty(),
            false);
    try (Checkpoint out = Checkpoint.open(quantise(model(), request, 1))) {
      assertThat(out.tensor("blk.0.ffn_down_exps.weight").type()).isEqualTo(ElementType.Q3_K);
      assertThat(out.tensor("blk.0.attn_q.weight").type()).isEqualTo(ElementType.Q5_K);
      assertThat(out.tensor("token_embd.weight").type()).isEqualTo(ElementType.Q6_K);
      assertThat(out.tensor("blk.0.attn_output.weight").type()).isEqualTo(ElementType.Q8_0);
    }
  }

  @Test
  void refusesAForcedTypeThatDoesNotFitTheRows() throws IOException {
    QuantizeRequest request = wish("attn_output", ElementType.Q4_K);
    assertThatThrownBy(() -> quantise(model(), request, 1))
        .hasMessage(
            "model.gguf: tensor 'blk.0.attn_output.weight' has rows of 96 elements, but Q4_K comes"
                + " in blocks of 256; try Q5_0");
  }

  @Test
  void refusesAWishForTensorsThatAreNotThere() throws IOException {
    assertThatThrownBy(() -> quantise(model(), wish("attn_w", ElementType.Q4_K), 1))
        .hasMessage("model.gguf: no tensor's name has a match for 'attn_w'");
  }

  private static QuantizeRequest wish(String name, ElementType type) {
    return new QuantizeRequest(
        Mix.Q8_0,
        List.of(new QuantizeRequest.Wish(Pattern.compile(name), type)),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false);
  }

  @Test
  void quantisesAgainOnlyWhenToldTo() throws IOException {
    Path once = quantise(model(), QuantizeRequest.of(Mix.Q8_0), 2);
    assertThatThrownBy(() -> quantise(once, QuantizeRequest.of(Mix.Q4_0), 1))
        .isInstanceOf(QuantizeException.class)
        .hasMessageContaining("is quantised already (Q8_0)")
        .hasMessageContaining("--allow-requantize");
    QuantizeRequest again =
        new QuantizeRequest(
            Mix.Q4_0, List.of(), Optional.empty(), Optional.empty(), Optional.empty(), true);
    try (Checkpoint out = Checkpoint.open(quantise(once, again, 1))) {
      assertThat(out.tensor("token_embd.weight").type()).isEqualTo(ElementType.Q4_0);
    }
  }

  @Test
  void leavesNothingBehindWhereAWeightIsNoNumber() throws IOException {
    Path source = model(Float.NaN);
    assertThatThrownBy(() -> quantise(source, QuantizeRequest.of(Mix.Q4_K_M), 2))
        .isInstanceOf(QuantizeException.class)
        .hasMessage(
            "model.gguf: tensor 'output.weight': a weight is not a finite number; the file is"
                + " damaged");
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(source);
    }
  }

  @Test
  void asksForRoomBeforeItWrites() {
    assertThatThrownBy(() -> Quantizer.requireRoom(folder.resolve("o.gguf"), 2_000_000, 1_000_000))
        .isInstanceOf(QuantizeException.class)
        .hasMessageContaining("needs 2,000,000 bytes")
        .hasMessageContaining("1,000,000 free");
  }

  @Test
  void countsColumnsByTheImportanceMatrix() throws IOException {
    float[] sums = new float[2 * 256];
    for (int i = 0; i < sums.length; i++) {
      sums[i] = i % 4 == 0 ? 1000 : 1;
    }
    var entry = new ImportanceMatrix.Entry(sums, new float[] {5, 0});
    ImportanceMatrix matrix =
        new ImportanceMatrix(
            "m", List.of("text"), 3, 512, Map.of("blk.0.ffn_down_exps.weight", entry));
    Path file = folder.resolve("matrix.gguf");
    matrix.write(file);
    ImportanceMatrix read = ImportanceMatrix.read(file);
    assertThat(read.chunks()).isEqualTo(3);
    assertThat(read.datasets()).containsExactly("text");
    Path plain = quantise(model(), QuantizeRequest.of(Mix.Q2_K), 1);
    Path weighted = quantise(model(), QuantizeRequest.of(Mix.Q2_K).with(read), 2);
    assertThat(error(weighted)).isLessThan(0.9 * error(plain));
    try (Checkpoint out = Checkpoint.open(weighted)) {
      assertThat(out.metadata().integer("quantize.imatrix.entries_count")).isEqualTo(1);
    }
  }

  /// Squared error of the columns that matter, in the first expert.
  private double error(Path path) {
    String name = "blk.0.ffn_down_exps.weight";
    try (Checkpoint source = Checkpoint.open(folder.resolve("model.gguf"));
        Checkpoint out = Checkpoint.open(path)) {
      float[] a = new float[256];
      float[] b = new float[256];
      double error = 0;
      for (int row = 0; row < 48; row++) {
        BlockDecoder.row(source.tensor(name), row, a);
        BlockDecoder.row(out.tensor(name), row, b);
        for (int i = 0; i < a.length; i += 4) {
          error += (a[i] - b[i]) * (a[i] - b[i]);
        }
      }
      return error;
    }
  }

  @Test
  void refusesAnImportanceMatrixOfAnotherModel() throws IOException {
    var entry = new ImportanceMatrix.Entry(new float[128], new float[] {5});
    ImportanceMatrix matrix =
        new ImportanceMatrix("m", List.of(), 1, 512, Map.of("blk.0.attn_q.weight", entry));
    Path source = model();
    assertThatThrownBy(() -> quantise(source, QuantizeRequest.of(Mix.Q2_K).with(matrix), 1))
        .isInstanceOf(QuantizeException.class)
        .hasMessageContaining("it belongs to another model");
    assertThatThrownBy(() -> ImportanceMatrix.read(source))
        .hasMessageContaining("is no importance matrix");
  }

  @Test
  void addsUpSquaresOfWhatMeetsEachMatrix() throws IOException {
    try (Checkpoint model = Checkpoint.open(model())) {
      ActivationStatistics statistics = new ActivationStatistics(model);
      Tensor experts = model.tensor("blk.0.ffn_down_exps.weight");
      float[] input = new float[256];
      input[7] = 3;
      statistics.meets(experts.slice(1), input);
      statistics.meets(experts.slice(1), input);
      statistics.meets(model.tensor("output_norm.weight"), input);
      ImportanceMatrix matrix = statistics.matrix(List.of("t"), 1, 2);
      assertThat(matrix.entries()).containsOnlyKeys("blk.0.ffn_down_exps.weight");
      var entry = matrix.entries().values().iterator().next();
      assertThat(entry.counts()).containsExactly(0, 2);
      assertThat(entry.sums()[256 + 7]).isEqualTo(18);
      assertThat(entry.sums()[7]).isZero();
    }
  }
}
