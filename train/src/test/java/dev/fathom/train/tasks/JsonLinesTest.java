package dev.fathom.train.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class JsonLinesTest {
  @Test
  void writesTheShapeOfReasoningGym() {
    Problem problem =
        new Problem(
            "countdown",
            2,
            Language.ENGLISH,
            7,
            "say \"hi\"\\\n\u0001",
            "1+2",
            "",
            Map.of("numbers", java.util.List.of(1, 2), "target", 3));
    assertThat(JsonLines.line(problem, 5))
        .isEqualTo(
            "{\"question\":\"say \\\"hi\\\"\\\\\\n\\u0001\",\"answer\":\"1+2\",\"metadata\":"
                + "{\"difficulty\":{\"level\":2},\"language\":\"en\",\"numbers\":[1,2],"
                + "\"source_dataset\":\"countdown\",\"source_index\":5,\"target\":3}}");
  }

  @Test
  void writesALineForEachProblemOfASplit() throws IOException {
    StringBuilder out = new StringBuilder();
    Task task = Tasks.named("mini_sudoku");
    JsonLines.write(task, 2, Language.GERMAN, Split.TEST, 20, out);
    assertThat(out.toString().lines())
        .hasSize(20)
        .allMatch(line -> line.startsWith("{\"question\":\"") && line.endsWith("}}"));
    Problem third = task.problem(Split.TEST.seed(3), 2, Language.GERMAN);
    assertThat(out.toString().lines().toList().get(3)).isEqualTo(JsonLines.line(third, 3));
  }
}
