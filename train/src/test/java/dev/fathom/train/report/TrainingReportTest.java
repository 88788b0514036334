package dev.fathom.train.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.train.evaluate.Answered;
import dev.fathom.train.evaluate.Answerer;
import dev.fathom.train.evaluate.Asked;
import dev.fathom.train.evaluate.Evaluation;
import dev.fathom.train.evaluate.EvaluationSettings;
import dev.fathom.train.evaluate.Question;
import dev.fathom.train.evaluate.Scores;
import dev.fathom.train.evaluate.Share;
import dev.fathom.train.tasks.Language;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

class TrainingReportTest {
  @TempDir Path folder;

  private static Scores scores() {
    Answerer model =
        new Answerer() {
          @Override
          public String name() {
            return "m";
          }

          @Override
          public List<Answered> answer(List<Asked> asked) {
            return asked.stream()
                .map(each -> new Answered("" + each.seed() % 3, 4, 5, false, ""))
                .toList();
          }
        };
    Question question = new Question("a<b & \"c\"", 1, "en", "?", "1"::equals);
    return new Evaluation(model, new EvaluationSettings(4, 1, 9, 0))
        .of(List.of(question, question));
  }

  private TrainingReport report() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int step = 1; step <= 3000; step++) {
      lines.append(
          "{\"step\":%d,\"loss\":%s,\"kl\":0,\"expert_load\":[[0.5,0.25,0.125,0.125]]}\n"
              .formatted(step, 3.0 / step));
    }
    lines.append("{\"step\":3000,\"validation_loss\":0.5,\"validation_accuracy\":0.9}\n");
    Files.writeString(folder.resolve("metrics.jsonl"), lines);
    return new TrainingReport("r1 <tiny>", Language.ENGLISH)
        .stage("pretrain", folder)
        .scores("After it", scores())
        .budgets(Map.of(8, new Share(1, 2)))
        .figures("Cost", Map.of("hours", "0.3"));
  }

  @Test
  void isOneWellFormedFileWithNothingFromOutside() throws Exception {
    String html = report().html();
    assertThat(html).doesNotContain("http:", "https:", "<script", "url(", "src=", "@import", "NaN");
    assertThat(html).contains("prefers-color-scheme: dark").contains("r1 &lt;tiny&gt;");
    int from = html.indexOf("<body>");
    String body = html.substring(from, html.indexOf("</body>") + 7);
    Element root =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)))
            .getDocumentElement();
    assertThat(root.getElementsByTagName("svg").getLength()).isEqualTo(6);
    assertThat(root.getElementsByTagName("h2").item(0).getTextContent()).isEqualTo("pretrain");
    assertThat(root.getElementsByTagName("title").item(0).getTextContent())
        .startsWith("a<b & \"c\": 37.5 (");
  }

  @Test
  void leavesOutWhatWasNotMeasuredAndKeepsLongRunsSmall() throws IOException {
    String html = report().html();
    assertThat(html).doesNotContain("KL to the sampling policy", "Reward").contains("layer 1");
    assertThat(html.length()).isLessThan(60_000);
    assertThat(
            new TrainingReport("t", Language.ENGLISH).stage("none", folder.resolve("none")).html())
        .doesNotContain("<h2>");
  }

  @Test
  void speaksGermanWhenAsked() throws IOException {
    report();
    String html =
        new TrainingReport("t", Language.GERMAN)
            .stage("pretrain", folder)
            .scores("Danach", scores())
            .html();
    assertThat(html).contains("<html lang=\"de\">", "Verlust", "Schicht 1", "37,5 (", " bis ");
    assertThat(html).doesNotContain("Loss", "Right answers", "curve.");
  }

  @Test
  void hasEveryTextInBothLanguages() throws IOException {
    Properties english = texts("report.properties");
    Properties german = texts("report_de.properties");
    assertThat(german.stringPropertyNames()).isEqualTo(english.stringPropertyNames());
    for (String key : english.stringPropertyNames()) {
      assertThat(german.getProperty(key).split("%[sd]", -1))
          .as(key)
          .hasSameSizeAs(english.getProperty(key).split("%[sd]", -1));
    }
  }

  private static Properties texts(String name) throws IOException {
    Properties texts = new Properties();
    try (InputStream in = TrainingReport.class.getResourceAsStream(name)) {
      texts.load(new InputStreamReader(in, StandardCharsets.UTF_8));
    }
    return texts;
  }

  @Test
  void putsRoundMarksAroundAllValues() {
    assertThat(Axis.over(0.03, 2.9).marks()).containsExactly(0.0, 1.0, 2.0, 3.0);
    assertThat(Axis.over(1, 3000).label(2000)).isEqualTo("2000");
    assertThat(Axis.over(5, 5).place(5)).isBetween(0.0, 1.0);
    assertThat(Axis.over(0.001, 0.004).label(0.002)).isEqualTo("0.002");
  }

  @Test
  void drawsSingleValuesAndSkipsWhatIsNoNumber() {
    LineChart chart =
        new LineChart("t")
            .with("one", List.of(new LineChart.Point(1, 2)))
            .with("none", List.of(new LineChart.Point(1, Double.NaN)));
    assertThat(chart.html(new ReportWords(Language.ENGLISH)))
        .contains("h3")
        .contains(">one<")
        .doesNotContain(">none<", "NaN");
  }
}
