package dev.fathom.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.kernel.KernelSet;
import dev.fathom.kernel.Kernels;
import dev.fathom.tensor.ElementType;
import dev.fathom.testing.SharedData;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every architecture against another implementation's logits (`fixtures/README.md`): each file,
/// each kernel set, the prompt whole, in chunks of 7 and token by token.
class OracleTest {
  private static final List<String> MODELS =
      List.of(
          "tiny-deepseek-v3",
          "tiny-deepseek-v3-fp8",
          "tiny-deepseek-v2-lite",
          "tiny-qwen2",
          "tiny-qwen3",
          "tiny-qwen3-moe",
          "tiny-llama3");
  private static final Set<String> DENSE = Set.of("tiny-qwen2", "tiny-qwen3", "tiny-llama3");
  private static double worst;

  static Stream<Arguments> exactFiles() {
    return MODELS.stream()
        .flatMap(model -> Stream.of("", "/model-bf16.gguf").map(file -> model + file))
        .filter(file -> !file.equals("tiny-deepseek-v3-fp8/model-bf16.gguf"))
        .flatMap(
            file -> RunnableKernels.names().stream().map(kernels -> Arguments.of(file, kernels)));
  }

  static Stream<Arguments> quantisedFiles() {
    return MODELS.stream()
        .flatMap(model -> Stream.of("Q4_K_M", "Q8_0").map(type -> new String[] {model, type}))
        .filter(it -> !SharedData.present("fixtures") || exists(it[0], it[1]))
        .flatMap(
            it ->
                RunnableKernels.names().stream()
                    .map(kernels -> Arguments.of(it[0], it[1], kernels)));
  }

  private static boolean exists(String model, String type) {
    return SharedData.present("fixtures/%s/model-%s.gguf".formatted(model, type));
  }

  @ParameterizedTest
  @MethodSource("exactFiles")
  void agreesWithTheReference(String file, String kernelName) {
    Path path = SharedData.path("fixtures/" + file);
    String name = file.split("/", 2)[0];
    Expectation expected = Expectation.read(SharedData.path("fixtures/" + name + "/expected.json"));
    double tolerance = DENSE.contains(name) ? 1e-4 : 1e-3;
    try (ModelFile opened = ModelFile.open(path);
        KernelSet kernels = Kernels.open(kernelName, 2);
        Model model = opened.load(kernels);
        Conversation whole = new Conversation(model, ElementType.F32, 128);
        Conversation sevens = new Conversation(model, ElementType.F32, 128);
        Conversation single = new Conversation(model, ElementType.F32, 128)) {
      List<float[]> logits = whole.feed(expected.ids(), expected.ids().length);
      for (int i = 0; i < expected.positions().length; i++) {
        double error = Distance.relative(logits.get(expected.positions()[i]), expected.logits()[i]);
        worst = Math.max(worst, error);
        assertThat(error).as("position %d", expected.positions()[i]).isLessThan(tolerance);
      }
      assertThat(sevens.feed(expected.ids(), 7))
          .as("chunks of 7")
          .containsExactlyElementsOf(logits);
      assertThat(single.feed(expected.ids(), 1)).as("one by one").containsExactlyElementsOf(logits);
      int[] continuation = whole.continueGreedily(logits.getLast(), 24, Set.of());
      assertThat(continuation).isEqualTo(expected.continuation().orElseThrow());
    }
  }

  /// Kernels that round activations as ggml does agree with llama.cpp on the quantised file, those
  /// with f32 activations with llama.cpp on the dequantised one; llama.cpp's attention takes keys
  /// and values as f16 in both. In the mixtures a last bit can flip an expert, for that position
  /// and all that follow (`dequantised/README.md`).
  @ParameterizedTest
  @MethodSource("quantisedFiles")
  void agreesWithLlamaCppOnQuantisedFiles(String name, String type, String kernelName)
      throws IOException {
    Path folder = SharedData.path("fixtures/" + name);
    Expectation expected = Expectation.read(folder.resolve("expected-" + type + ".json"));
    float[][] exact = dequantised(name + "-" + type, expected.positions().length);
    try (ModelFile opened = ModelFile.open(folder.resolve("model-" + type + ".gguf"));
        KernelSet kernels = Kernels.open(kernelName, 2);
        Model model = opened.load(kernels);
        Conversation whole = new Conversation(model, ElementType.F16, 128);
        Conversation sevens = new Conversation(model, ElementType.F16, 128);
        Conversation single = new Conversation(model, ElementType.F16, 128)) {
      List<float[]> logits = whole.feed(expected.ids(), expected.ids().length);
      double rounded = divergence(logits, expected.positions(), expected.logits());
      double plain = divergence(logits, expected.positions(), exact);
      System.out.printf(
          "%s %s %s: mean KL %.5f from llama.cpp, %.6f from llama.cpp with f32 activations%n",
          name, type, kernelName, rounded, plain);
      if (kernelName.endsWith("-f32")) {
        assertThat(plain).isLessThan(1e-4);
      } else if (DENSE.contains(name)) {
        assertThat(rounded).isLessThan(0.001);
      } else {
        assertThat(rounded).isLessThan(0.03);
      }
      int[] start = Arrays.copyOf(expected.ids(), 22);
      assertThat(sevens.feed(start, 7)).containsExactlyElementsOf(logits.subList(0, 22));
      assertThat(single.feed(start, 1)).containsExactlyElementsOf(logits.subList(0, 22));
    }
  }

  private static double divergence(List<float[]> logits, int[] positions, float[][] wanted) {
    double sum = 0;
    for (int i = 0; i < positions.length; i++) {
      sum += Distance.divergence(logits.get(positions[i]), wanted[i]);
    }
    return sum / positions.length;
  }

  private static float[][] dequantised(String name, int rows) throws IOException {
    try (InputStream in = OracleTest.class.getResourceAsStream("dequantised/" + name + ".f32")) {
      FloatBuffer all =
          ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
      float[][] logits = new float[rows][all.remaining() / rows];
      for (float[] row : logits) {
        all.get(row);
      }
      return logits;
    }
  }

  @AfterAll
  static void report() {
    System.out.printf("largest relative error of a position: %.2e%n", worst);
  }
}
