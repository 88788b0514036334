package dev.fathom.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.kernel.KernelSet;
import dev.fathom.kernel.Kernels;
import dev.fathom.tensor.ElementType;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the shared fixtures leave out: see `variants/README.md`.
class VariantsTest {
  private static Path resource(String name) throws URISyntaxException {
    URL url = Objects.requireNonNull(VariantsTest.class.getResource("variants/" + name), name);
    return Path.of(url.toURI());
  }

  @ParameterizedTest
  @CsvSource({
    "v2-groups, v2-groups/expected.json, 1e-4",
    "v3-halves, v3-halves/expected.json, 1e-4",
    "qwen2-yarn, qwen2-yarn/expected.json, 1e-4",
    "llama-linear, llama-linear/expected.json, 1e-4",
    "qwen3-moe-mixed, qwen3-moe-mixed/expected.json, 1e-4",
    "deepseek1.gguf, deepseek1.json, 5e-3",
    "deepseek2-legacy.gguf, deepseek2-legacy.json, 5e-3",
    "qwen2-yarn.gguf, qwen2-yarn.json, 5e-3",
    "llama-linear.gguf, llama-linear.json, 5e-3",
  })
  void agreesWithTheReference(String file, String oracle, double tolerance)
      throws URISyntaxException {
    Expectation expected = Expectation.read(resource(oracle));
    try (ModelFile opened = ModelFile.open(resource(file));
        KernelSet kernels = Kernels.open("scalar", 2);
        Model model = opened.load(kernels);
        Conversation conversation = new Conversation(model, ElementType.F32, 32)) {
      List<float[]> logits = conversation.feed(expected.ids(), expected.ids().length);
      for (int i = 0; i < expected.positions().length; i++) {
        int position = expected.positions()[i];
        double error = Distance.relative(logits.get(position), expected.logits()[i]);
        System.out.printf("%s position %d: relative error %.1e%n", file, position, error);
        assertThat(error).as("position %d", position).isLessThan(tolerance);
      }
    }
  }
}
