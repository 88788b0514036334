package dev.fathom.cli;

import dev.fathom.train.pipeline.RecipeReport;
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

  @Override
  public int run(Surroundings around) {
    Path file = html == null ? run.resolve("report.html") : html;
    RecipeReport.of(ModelOptions.checked(run)).write(file);
    around.out().println(around.texts().say("train.report", file));
    return 0;
  }
}
