package dev.fathom.train.pipeline;

import dev.fathom.train.evaluate.Share;
import dev.fathom.train.recipe.Recipe;
import dev.fathom.train.recipe.StageConfig;
import dev.fathom.train.runs.MetricsFile;
import dev.fathom.train.tasks.Tasks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/// The card of a model, in English and German: what it is, what it read, what it cost, what it
/// solved when it was last looked at.
final class ModelCardText {
  private final MadeModel made;
  private final StringBuilder text = new StringBuilder();

  ModelCardText(MadeModel made) {
    this.made = made;
  }

  String markdown() throws IOException {
    Optional<Recipe> recipe = made.recipe();
    Optional<Path> root = made.root();
    if (recipe.isEmpty() || root.isEmpty()) {
      return "# %s%n%nWritten by Fathom.%n".formatted(made.folder().getFileName());
    }
    head(recipe.get());
    table(new RecipeFolder(root.get(), recipe.get()));
    scores(new RecipeFolder(root.get(), recipe.get()));
    limits(recipe.get());
    return text.toString();
  }

  private void head(Recipe recipe) {
    var parameters = recipe.model().config(recipe.tokenizer().vocabulary()).parameters();
    line(
        "---\nmodel_name: %s\nlanguage: [en, de]\npipeline_tag: text-generation\n---",
        recipe.name());
    line("# " + recipe.name());
    line(
        "A small reasoning model in DeepSeek-V3's architecture, %.2f M parameters, %.2f M active for a token, context %,d. Made by Fathom from seed %d with `recipe.toml`; it thinks in figures before it answers, in English and German.",
        parameters.total() / 1e6,
        parameters.active() / 1e6,
        recipe.model().context(),
        recipe.seed());
    line(
        "Ein kleines Modell, das nachdenkt, in der Architektur von DeepSeek-V3: %s Mio. Parameter, davon %s Mio. aktiv je Token, Kontext %s. Gemacht von Fathom aus dem Startwert %d nach `recipe.toml`; es rechnet erst und antwortet dann, auf Englisch und Deutsch.",
        String.format(Locale.GERMAN, "%.2f", parameters.total() / 1e6),
        String.format(Locale.GERMAN, "%.2f", parameters.active() / 1e6),
        String.format(Locale.GERMAN, "%,d", recipe.model().context()),
        recipe.seed());
    line("## Data and cost, Daten und Kosten");
    line(
        "All data are made by rule; nothing is taken from people or the web. Alle Daten sind nach Regeln gemacht; nichts stammt von Menschen oder aus dem Netz. Generators, Generatoren: `%s`.",
        Tasks.fingerprint());
  }

  private void table(RecipeFolder folder) throws IOException {
    text.append(
        "| stage, Stufe | steps, Schritte | tokens, gelernte Token | drawn, gezogene | hours, Stunden | kWh (estimated, geschätzt) |\n");
    text.append("| --- | --: | --: | --: | --: | --: |\n");
    for (StageConfig stage : folder.recipe().stages()) {
      StageFigures figures = StageFigures.read(folder.stage(stage.name()));
      if (figures.steps() > 0) {
        text.append(
            String.format(
                Locale.ROOT,
                "| %s | %,d | %,d | %,d | %.2f | %.3f |%n",
                stage.name(),
                figures.steps(),
                figures.tokens(),
                figures.sampled(),
                figures.seconds() / 3600,
                figures.kilowattHours()));
      }
    }
    text.append('\n');
  }

  /// The last look's, of the stage that made the model or the last one before.
  private void scores(RecipeFolder folder) throws IOException {
    for (StageConfig stage : folder.recipe().stages().reversed()) {
      List<JsonNode> looks =
          MetricsFile.read(folder.stage(stage.name()).resolve("metrics.jsonl")).stream()
              .filter(line -> line.has("validation_accuracy"))
              .toList();
      if (!looks.isEmpty()) {
        line("## Unseen questions answered rightly, richtig beantwortete neue Fragen");
        rows(looks.getLast());
        return;
      }
    }
  }

  private void rows(JsonNode look) {
    text.append("| family, Familie | right, richtig | 95 % |\n| --- | --: | --: |\n");
    for (String key : look.propertyNames()) {
      if (key.startsWith("validation_right_")) {
        String family = key.substring("validation_right_".length());
        Share share =
            new Share(look.path(key).asLong(), look.path("validation_asked_" + family).asLong());
        text.append(
            String.format(
                Locale.ROOT,
                "| %s | %d / %d | %.0f – %.0f |%n",
                family,
                share.hits(),
                share.count(),
                100 * share.low(),
                100 * share.high()));
      }
    }
    text.append('\n');
  }

  private void limits(Recipe recipe) {
    Set<String> families = new TreeSet<>();
    recipe.stages().forEach(stage -> families.addAll(stage.mix().families().keySet()));
    line("## Limits, Grenzen");
    line(
        "It knows these kinds of problems and nothing else: %s. Larger numbers than it was trained on come out wrong. Es kennt nur diese Arten von Aufgaben; größere Zahlen als im Training rechnet es falsch.",
        String.join(", ", families));
  }

  // the annotation it asks for would be a dependency
  @SuppressWarnings("AnnotateFormatMethod")
  private void line(String form, Object... values) {
    text.append(String.format(Locale.ROOT, form, values)).append("\n\n");
  }
}
