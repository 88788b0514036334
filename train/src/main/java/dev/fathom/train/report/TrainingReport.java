package dev.fathom.train.report;

import dev.fathom.train.TrainingException;
import dev.fathom.train.evaluate.Score;
import dev.fathom.train.evaluate.Scores;
import dev.fathom.train.evaluate.Share;
import dev.fathom.train.runs.MetricsFile;
import dev.fathom.train.tasks.Language;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// A page about a run: one file without anything from outside, light and dark.
public final class TrainingReport {
  private static final int SHOWN_LAYERS = 16;

  private final String title;
  private final ReportWords words;
  private final StringBuilder body = new StringBuilder();

  /// @param language of its words; numbers of metrics are drawn as they are
  public TrainingReport(String title, Language language) {
    this.title = title;
    words = new ReportWords(language);
  }

  /// Adds a stage's curves, from its folder's metrics; a stage without steps is left out.
  public TrainingReport stage(String name, Path folder) {
    List<JsonNode> lines;
    try {
      lines = MetricsFile.read(folder.resolve("metrics.jsonl"));
    } catch (IOException e) {
      throw new TrainingException("%s: metrics cannot be read: %s".formatted(folder, e), e);
    }
    if (lines.isEmpty()) {
      return this;
    }
    heading(name);
    add(chart("loss", lines, "loss", "validation_loss", "mtp_loss"));
    add(chart("reward", lines, "reward", "accuracy", "format"));
    FamilyCurves families = FamilyCurves.of(lines);
    families.charts().forEach(this::add);
    if (!families.last().isEmpty()) {
      shares("last", families.last());
    }
    add(chart("length", lines, "length", "thought", "validation_thought"));
    add(chart("entropy", lines, "entropy"));
    add(chart("norm", lines, "gradient_norm"));
    add(chart("kl", lines, "kl"));
    add(chart("speed", lines, "tokens_per_second", "rollout_tokens_per_second"));
    add(load(lines));
    return this;
  }

  /// Adds a model's scores.
  public TrainingReport scores(String name, Scores scores) {
    heading(name);
    List<IntervalBar> bars = new ArrayList<>();
    scores.families().forEach(score -> bars.add(bar(score.group(), score.right())));
    bars.add(bar("all", scores.all().right()));
    body.append(IntervalChart.html("shares", bars, words));
    if (scores.settings().samples() > 1) {
      Score all = scores.all();
      Map<Integer, Double> votes = new LinkedHashMap<>();
      all.consAtK().forEach((k, share) -> votes.put(k, share.value()));
      powers("powers", new java.util.TreeMap<>(Map.of("pass@k", all.passAtK(), "cons@k", votes)));
    }
    body.append("<pre>").append(Svg.escaped(scores.table())).append("</pre>\n");
    return this;
  }

  /// Adds shares with their intervals.
  public TrainingReport shares(String name, List<IntervalBar> bars) {
    body.append(IntervalChart.html(name, bars, words));
    return this;
  }

  /// Adds a curve over powers of two, such as pass@k.
  public TrainingReport powers(String name, Map<String, Map<Integer, Double>> curves) {
    LineChart chart = new LineChart(name);
    curves.forEach((curve, values) -> chart.with(curve, points(values)));
    add(chart);
    return this;
  }

  /// The text `key` with `values` filled in, in the report's language.
  public String say(String key, Object... values) {
    return words.say(key, values);
  }

  /// Adds a heading.
  public TrainingReport section(String name) {
    heading(name);
    return this;
  }

  /// Adds right answers by tokens that a thought may have.
  public TrainingReport budgets(Map<Integer, Share> curve) {
    Map<Integer, Double> values = new LinkedHashMap<>();
    curve.forEach((budget, share) -> values.put(budget, share.value()));
    return thoughts(values);
  }

  /// The same from shares alone.
  public TrainingReport thoughts(Map<Integer, Double> curve) {
    List<LineChart.Point> points = new ArrayList<>();
    curve.forEach((budget, share) -> points.add(new LineChart.Point(budget, 100 * share)));
    add(new LineChart("budget").with("greedy", points));
    return this;
  }

  /// Adds figures with what they are, such as hours, kWh and FLOPs.
  public TrainingReport figures(String name, Map<String, String> figures) {
    heading(name);
    body.append("<table>\n");
    figures.forEach(
        (what, value) ->
            body.append(
                "<tr><th>%s</th><td>%s</td></tr>\n"
                    .formatted(Svg.escaped(words.say(what)), Svg.escaped(value))));
    body.append("</table>\n");
    return this;
  }

  /// The whole page.
  public String html() {
    return """
        <!doctype html>
        <html lang="%4$s">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <title>%1$s</title>
        <style>
        %2$s</style>
        </head>
        <body>
        <h1>%1$s</h1>
        %3$s</body>
        </html>
        """
        .formatted(Svg.escaped(title), style(), body, words.code());
  }

  /// Writes the page to `file`.
  public void write(Path file) {
    try {
      Files.writeString(file, html());
    } catch (IOException e) {
      throw new TrainingException("%s: the report cannot be written: %s".formatted(file, e), e);
    }
  }

  private void heading(String name) {
    body.append("<h2>").append(Svg.escaped(words.say(name))).append("</h2>\n");
  }

  private void add(LineChart chart) {
    if (!chart.isEmpty()) {
      body.append(chart.html(words));
    }
  }

  private static LineChart chart(String title, List<JsonNode> lines, String... keys) {
    LineChart chart = new LineChart(title);
    for (String key : keys) {
      List<LineChart.Point> points = new ArrayList<>();
      for (JsonNode line : lines) {
        if (line.path(key).isNumber()) {
          points.add(new LineChart.Point(line.path("step").asInt(), line.path(key).asDouble()));
        }
      }
      // what is 0 throughout was not measured
      if (points.stream().anyMatch(point -> point.y() != 0)) {
        chart.with("curve." + key, points);
      }
    }
    return chart;
  }

  /// The load of each layer's busiest expert, over what an even share would be.
  private LineChart load(List<JsonNode> lines) {
    LineChart chart = new LineChart("load");
    int layers = lines.stream().mapToInt(line -> line.path("expert_load").size()).max().orElse(0);
    for (int layer = 0; layer < Math.min(layers, SHOWN_LAYERS); layer++) {
      List<LineChart.Point> points = new ArrayList<>();
      for (JsonNode line : lines) {
        JsonNode shares = line.path("expert_load").path(layer);
        double sum = 0;
        double most = 0;
        for (JsonNode share : shares) {
          sum += share.asDouble();
          most = Math.max(most, share.asDouble());
        }
        if (sum > 0) {
          points.add(new LineChart.Point(line.path("step").asInt(), most * shares.size() / sum));
        }
      }
      chart.with(words.say("layer", layer + 1), points);
    }
    return chart;
  }

  private static List<LineChart.Point> points(Map<Integer, Double> values) {
    List<LineChart.Point> points = new ArrayList<>();
    values.forEach((k, value) -> points.add(new LineChart.Point(Math.log(k) / Math.log(2), value)));
    return points;
  }

  private static IntervalBar bar(String name, Share share) {
    return new IntervalBar(name, share.value(), share.low(), share.high());
  }

  private static String style() {
    try (InputStream in = TrainingReport.class.getResourceAsStream("report.css")) {
      if (in == null) {
        throw new IllegalStateException("report.css is not in the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
