package dev.fathom.cli;

import dev.fathom.train.pipeline.RecipeReport;
import dev.fathom.train.tasks.Language;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fathom train report`: the page about a run.
@Command(name = "report")
final class TrainReportCommand implements Verb {
  @Mixin final CommonOptions common = new CommonOptions();

  @Parameters(paramLabel = "DIR", descriptionKey = "train-run")
  Path run = Path.of("");

  @Option(names = "--html", paramLabel = "FILE", descriptionKey = "train-html")
  @Nullable Path html;

  @Option(names = "--lang", paramLabel = "L", descriptionKey = "train-report-lang")
  @Nullable String language;

  @Override
  public int run(Surroundings around) {
    Path file = html == null ? run.resolve("report.html") : html;
    RecipeReport.of(ModelOptions.checked(run)).in(language(around)).write(file);
    around.out().println(around.texts().say("train.report", file));
    return 0;
  }

  private Language language(Surroundings around) {
    String code = language == null ? around.texts().locale().getLanguage() : language;
    for (Language each : Language.values()) {
      if (each.code().equals(code)) {
        return each;
      }
    }
    throw Failure.ofUsage("usage.range", "--lang", code, "en, de");
  }
}
