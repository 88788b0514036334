package dev.fathom.cli;

import dev.fathom.plan.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How a plan is shown.
final class PlanOptions {
  @Option(names = "--json", descriptionKey = "plan-json")
  boolean json;

  @Option(names = "--html", paramLabel = "FILE", descriptionKey = "plan-html")
  @Nullable Path html;

  /// Shows `report`; returns the exit code.
  int show(Report report, Surroundings around) throws IOException {
    if (html != null) {
      Files.writeString(html, new PlanPage(report, around.texts()).html());
      around.note("plan.written", html);
    }
    if (json) {
      Json.line(around.out(), out -> PlanJson.write(out, report, around.texts()));
    } else {
      around.out().print(new PlanText(report, around.texts()).text());
    }
    return 0;
  }
}
