package dev.fathom.cli;

import dev.fathom.convert.Conversion;
import dev.fathom.convert.PublishedAs;
import dev.fathom.convert.UploadFolder;
import dev.fathom.model.ModelFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JsonGenerator;

/// `fathom export`: a folder ready for upload.
@Command(name = "export")
final class ExportCommand implements Verb {
  @Mixin final CommonOptions common = new CommonOptions();

  @Parameters(index = "0", paramLabel = "IN", descriptionKey = "convert-in")
  @Nullable Path source;

  @Parameters(index = "1", paramLabel = "FOLDER", descriptionKey = "export-out")
  @Nullable Path target;

  @Option(names = "--name", paramLabel = "N", descriptionKey = "export-name")
  @Nullable String name;

  @Option(names = "--license", paramLabel = "ID", descriptionKey = "export-license")
  @Nullable String licence;

  @Option(names = "--base-model", paramLabel = "REPO", descriptionKey = "export-base")
  List<String> baseModels = List.of();

  @Option(names = "--force", descriptionKey = "force")
  boolean force;

  @Option(names = "--json")
  boolean json;

  @Override
  public int run(Surroundings around) throws Exception {
    Path from = ModelOptions.checked(PulledModels.path(Written.given(source), around));
    Path to = Written.given(target);
    Written.check(to, force);
    PublishedAs published =
        new PublishedAs(Optional.ofNullable(name), Optional.ofNullable(licence), baseModels);
    UploadFolder.Result result;
    try (ModelFile model = ModelFile.open(from);
        Progress progress = Progress.start(around, "progress.export")) {
      Conversion.Watcher watcher =
          (done, total, file) -> progress.at((double) done / Math.max(1, total), file);
      result = Written.whole(to, () -> UploadFolder.write(model, from, to, published, watcher));
    }
    if (json) {
      Json.line(around.out(), out -> write(out, to, result));
    } else {
      around.out().println(said(to, result, around.texts()));
    }
    return 0;
  }

  private static String said(Path to, UploadFolder.Result result, Texts texts) {
    String done = texts.say("export.done", to, result.sums().size(), texts.bytes(result.bytes()));
    return result.licence() ? done : done + System.lineSeparator() + texts.say("export.no-licence");
  }

  private static void write(JsonGenerator out, Path to, UploadFolder.Result result) {
    out.writeStartObject();
    out.writeStringProperty("folder", to.toString());
    out.writeNumberProperty("bytes", result.bytes());
    out.writeBooleanProperty("license_text", result.licence());
    out.writeObjectPropertyStart("sha256");
    result.sums().forEach(out::writeStringProperty);
    out.writeEndObject();
    out.writeEndObject();
  }
}
