package dev.fathom.cli;

import dev.fathom.tensor.ElementType;
import dev.fathom.train.pipeline.MadeModel;
import dev.fathom.train.pipeline.ModelExport;
import dev.fathom.train.pipeline.TorchWorkshop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fathom train export`: what a run made, as files that others read.
@Command(name = "export")
final class TrainExportCommand implements Verb {
  @Mixin final CommonOptions common = new CommonOptions();

  @Parameters(index = "0", paramLabel = "DIR", descriptionKey = "train-made")
  Path from = Path.of("");

  @Parameters(index = "1", paramLabel = "OUT", descriptionKey = "train-export-out")
  Path out = Path.of("");

  @Option(names = "--gguf", descriptionKey = "train-gguf")
  boolean gguf;

  @Option(names = "--type", paramLabel = "T", descriptionKey = "train-type")
  @Nullable String type;

  @Override
  public int run(Surroundings around) throws IOException {
    Optional<ElementType> wanted = type();
    try (Progress _ = Progress.start(around, "progress.export");
        MadeModel made = MadeModel.of(ModelOptions.checked(from), new TorchWorkshop(1))) {
      ModelExport export = new ModelExport(made);
      if (gguf) {
        export.gguf(out, wanted);
      } else {
        export.safetensors(out, wanted.orElse(ElementType.F32));
      }
    }
    Path weights = gguf ? out : out.resolve("model.safetensors");
    String size = around.texts().bytes(Files.size(weights));
    around.out().println(around.texts().say("train.exported", weights, size));
    return 0;
  }

  private Optional<ElementType> type() {
    if (type == null) {
      return Optional.empty();
    }
    String choices = gguf ? "f32, f16, bf16, q8_0, q4_0" : "f32, f16, bf16";
    String name = type.toLowerCase(Locale.ROOT);
    if (!java.util.List.of(choices.split(", ")).contains(name)) {
      throw Failure.ofUsage("usage.range", "--type", type, choices);
    }
    return Optional.of(ElementType.valueOf(name.toUpperCase(Locale.ROOT)));
  }
}
