package dev.fathom.train.pipeline;

import dev.fathom.train.TrainingException;
import dev.fathom.train.recipe.Recipe;
import dev.fathom.train.recipe.Recipes;
import dev.fathom.train.recipe.StageConfig;
import dev.fathom.train.report.IntervalBar;
import dev.fathom.train.report.TrainingReport;
import dev.fathom.train.tasks.Language;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The page about a recipe's folder: its stages' metrics, the scores that lie with them
/// (`scores*.json`, as `fathom eval --json` prints them), and what it cost.
public final class RecipeReport {
  private static final JsonMapper JSON = new JsonMapper();

  private final RecipeFolder folder;
  private Language language = Language.ENGLISH;

  private RecipeReport(RecipeFolder folder) {
    this.folder = folder;
  }

  /// Of a folder that a recipe was made in.
  public static RecipeReport of(Path root) {
    Path recipe = root.resolve("recipe.toml");
    if (!Files.exists(recipe)) {
      throw new TrainingException(
          root + ": there is no run here; a folder with recipe.toml is wanted");
    }
    return new RecipeReport(new RecipeFolder(root, Recipes.read(recipe)));
  }

  /// The same in another language.
  public RecipeReport in(Language other) {
    language = other;
    return this;
  }

  /// Writes the page.
  public void write(Path file) {
    try {
      TrainingReport report = new TrainingReport(folder.recipe().name(), language);
      report.figures("model", model());
      StageFigures all = new StageFigures(0, 0, 0, 0, 0, 0, 0, 0);
      for (StageConfig stage : folder.recipe().stages()) {
        Path place = folder.stage(stage.name());
        report.stage(stage.name(), place);
        StageFigures figures = StageFigures.read(place);
        if (figures.steps() > 0) {
          report.figures(report.say("cost", stage.name()), cost(figures));
        }
        scores(report, place);
        all = all.plus(figures);
      }
      report.figures("cost-all", cost(all));
      report.write(file);
    } catch (IOException e) {
      throw new TrainingException("%s: cannot be read: %s".formatted(folder.root(), e), e);
    }
  }

  private Map<String, String> model() {
    Recipe recipe = folder.recipe();
    var parameters = recipe.model().config(recipe.tokenizer().vocabulary()).parameters();
    Map<String, String> figures = new LinkedHashMap<>();
    figures.put("parameters", grouped(parameters.total()));
    figures.put("active", grouped(parameters.active()));
    figures.put("shape", recipe.model().layers() + ", " + recipe.model().width());
    figures.put("vocabulary", grouped(recipe.tokenizer().vocabulary()));
    figures.put("context", grouped(recipe.model().context()));
    figures.put("seed", Long.toString(recipe.seed()));
    return figures;
  }

  private Map<String, String> cost(StageFigures figures) {
    Recipe recipe = folder.recipe();
    Map<String, String> cost = new LinkedHashMap<>();
    cost.put("steps", grouped(figures.steps()));
    cost.put("learned", grouped(figures.tokens()));
    if (figures.sampled() > 0) {
      cost.put("drawn", grouped(figures.sampled()));
    }
    cost.put("hours", number("%.2f", figures.seconds() / 3600));
    cost.put("cpu", number("%.2f", figures.cpuSeconds() / 3600));
    cost.put("kwh", number("%.4f", figures.kilowattHours()));
    cost.put("flops", number("%.3g", figures.allFlops(recipe)));
    if (figures.peak() > 0) {
      cost.put("peak", number("%.3g", figures.peak()));
      cost.put("mfu", number("%.1f", 100 * figures.utilisation(recipe)));
    }
    return cost;
  }

  private String grouped(long count) {
    return String.format(language.locale(), "%,d", count);
  }

  private String number(String form, double value) {
    return String.format(language.locale(), form, value);
  }

  private static void scores(TrainingReport report, Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    List<Path> files;
    try (var all = Files.list(folder)) {
      files =
          all.filter(file -> file.getFileName().toString().matches("scores.*\\.json"))
              .sorted()
              .toList();
    }
    for (Path file : files) {
      try {
        scores(report, file.getFileName().toString(), JSON.readTree(Files.readString(file)));
      } catch (JacksonException e) {
        throw new TrainingException(file + ": is no JSON: " + e.getOriginalMessage(), e);
      }
    }
  }

  private static void scores(TrainingReport report, String name, JsonNode scores) {
    List<IntervalBar> bars = new ArrayList<>();
    scores.path("families").forEach(score -> bars.add(bar(score)));
    scores.path("languages").forEach(score -> bars.add(bar(score)));
    bars.add(bar(scores.path("all")));
    report
        .section("%s: %s".formatted(name, scores.path("model").asString("")))
        .shares("shares", bars);
    if (scores.path("samples").asInt(1) > 1) {
      Map<String, Map<Integer, Double>> curves = new LinkedHashMap<>();
      curves.put("pass@k", powers(scores.path("all").path("pass_at")));
      curves.put("cons@k", powers(scores.path("all").path("cons_at")));
      report.powers("powers", curves);
    }
    if (scores.has("budgets")) {
      report.thoughts(powers(scores.path("budgets")));
    }
  }

  private static IntervalBar bar(JsonNode score) {
    return new IntervalBar(
        score.path("group").asString(""),
        score.path("accuracy").asDouble(),
        score.path("low").asDouble(),
        score.path("high").asDouble());
  }

  private static Map<Integer, Double> powers(JsonNode curve) {
    Map<Integer, Double> values = new TreeMap<>();
    for (String key : curve.propertyNames()) {
      if (key.matches("\\d{1,9}")) {
        JsonNode value = curve.path(key);
        values.put(
            Integer.valueOf(key),
            value.isNumber() ? value.asDouble() : value.path("accuracy").asDouble());
      }
    }
    return values;
  }
}
