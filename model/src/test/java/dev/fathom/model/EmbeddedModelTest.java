package dev.fathom.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.format.Metadata;
import dev.fathom.kernel.KernelSet;
import dev.fathom.kernel.Kernels;
import dev.fathom.tensor.ElementType;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The embedded model against what transformers computed with its weights
/// (`lab/bin/embedded-truth`).
class EmbeddedModelTest {
  static List<String> kernelNames() {
    return RunnableKernels.names();
  }

  private static Metadata expected() throws IOException {
    try (InputStream in = EmbeddedModelTest.class.getResourceAsStream("r1-mini/expected.json")) {
      return Metadata.ofJson("expected.json", in.readAllBytes());
    }
  }

  @ParameterizedTest
  @MethodSource("kernelNames")
  void answersTheTenQuestionsAsTheReferenceDoes(String kernelName) throws IOException {
    Metadata expected = expected();
    List<?> rows = (List<?>) expected.find("rows").orElseThrow();
    float[] firstLogits =
        Expectation.floats((List<?>) expected.find("last_prompt_logits_of_first").orElseThrow());
    assertThat(rows).hasSize(10);
    try (ModelFile file = ModelFile.embedded();
        KernelSet kernels = Kernels.open(kernelName, 2);
        Model model = file.load(kernels)) {
      for (Object row : rows) {
        Map<?, ?> question = (Map<?, ?>) row;
        try (Conversation conversation = new Conversation(model, ElementType.F16, 512)) {
          int[] prompt = Expectation.ints(question, "prompt_ids");
          int[] output = Expectation.ints(question, "output_ids");
          float[] logits = conversation.feed(prompt, prompt.length).getLast();
          if (row.equals(rows.getFirst())) {
            assertThat(Distance.relative(logits, firstLogits))
                .isLessThan(kernelName.endsWith("f32") ? 1e-3 : 3e-2);
          }
          assertThat(conversation.continueGreedily(logits, 400, file.endTokens()))
              .as("%s", question.get("question"))
              .isEqualTo(output);
        }
      }
    }
  }
}
