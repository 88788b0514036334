package dev.fathom.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.tensor.ElementType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/// The recorded answers of `llama-quantize --dry-run` (build 11669), with and without an importance
/// matrix (`+i`): every matrix of twelve models under twenty mixes.
class MixRulesTest {
  private record Line(String name, long columns, int axes, List<String> types) {}

  private record Recorded(ModelShape shape, List<String> mixes, List<Line> lines) {}

  @Test
  void choosesTheTypesThatLlamaQuantizeChooses() throws IOException {
    int compared = 0;
    for (Recorded model : recorded()) {
      for (int column = 0; column < model.mixes.size(); column++) {
        compared += compare(model, column);
      }
    }
    assertThat(compared).isGreaterThan(40_000);
  }

  private static int compare(Recorded model, int column) {
    String mix = model.mixes.get(column);
    boolean importance = mix.endsWith("+i");
    List<String> names = model.lines.stream().map(Line::name).toList();
    MixRules rules =
        new MixRules(
            Mix.ofName(mix.replace("+i", "")).orElseThrow(), model.shape, names, importance);
    for (Line line : model.lines) {
      String wanted = line.types.get(column);
      String got =
          MixRules.quantises(line.name, line.axes)
              ? rules.type(line.name, line.columns).name().toLowerCase(Locale.ROOT)
              : "=";
      assertThat(got)
          .as("%s %s %s", model.shape, mix, line.name)
          .isEqualTo(wanted.toLowerCase(Locale.ROOT));
    }
    return model.lines.size();
  }

  private static List<Recorded> recorded() throws IOException {
    List<Recorded> models = new ArrayList<>();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(
                    Objects.requireNonNull(
                        MixRulesTest.class.getResourceAsStream("llama-quantize-types.txt.gz"))),
                StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        String[] words = line.split(" ");
        if (words[0].equals("model")) {
          ModelShape shape =
              new ModelShape(
                  words[2],
                  Integer.parseInt(words[3]),
                  Integer.parseInt(words[4]),
                  Integer.parseInt(words[5]));
          String[] mixes = reader.readLine().split(" ");
          models.add(
              new Recorded(shape, List.of(mixes).subList(1, mixes.length), new ArrayList<>()));
        } else {
          List<String> types = List.of(words).subList(3, words.length);
          models
              .getLast()
              .lines
              .add(new Line(words[0], Long.parseLong(words[1]), Integer.parseInt(words[2]), types));
        }
      }
    }
    return models;
  }

  @Test
  void takesSmallerBlocksWhereRowsAreTooShort() {
    assertThat(MixRules.fitting(ElementType.Q4_K, 1408)).isEqualTo(ElementType.Q5_0);
    assertThat(MixRules.fitting(ElementType.Q6_K, 1408)).isEqualTo(ElementType.Q8_0);
    assertThat(MixRules.fitting(ElementType.Q3_K, 48)).isEqualTo(ElementType.F16);
    assertThat(MixRules.fitting(ElementType.Q4_K, 256)).isEqualTo(ElementType.Q4_K);
  }

  @Test
  void knowsMixesByTheirNamesAndShortNames() {
    assertThat(Mix.ofName("q4_k")).contains(Mix.Q4_K_M);
    assertThat(Mix.ofName("Q3_K")).contains(Mix.Q3_K_M);
    assertThat(Mix.ofName("Q2_K")).contains(Mix.Q2_K);
    assertThat(Mix.ofName("Q9")).isEmpty();
  }
}
