package dev.fathom.cli;

import dev.fathom.convert.Conversion;
import dev.fathom.convert.GgufExport;
import dev.fathom.convert.SafetensorsExport;
import dev.fathom.model.ModelFile;
import dev.fathom.model.WeightSource;
import dev.fathom.quantize.Mix;
import dev.fathom.tensor.ElementType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fathom convert`: safetensors as GGUF, or GGUF as safetensors.
@Command(name = "convert")
final class ConvertCommand implements Verb {
  @Mixin final CommonOptions common = new CommonOptions();

  @Parameters(index = "0", paramLabel = "IN", descriptionKey = "convert-in")
  @Nullable Path source;

  @Parameters(index = "1", paramLabel = "OUT", descriptionKey = "convert-out")
  @Nullable Path target;

  @Option(names = "--type", paramLabel = "T", descriptionKey = "convert-type")
  String type = "keep";

  @Option(names = "--no-mtp", descriptionKey = "convert-no-mtp")
  boolean withoutPrediction;

  @Option(names = "--force", descriptionKey = "force")
  boolean force;

  @Option(names = "--json")
  boolean json;

  @Override
  public int run(Surroundings around) throws Exception {
    Path from = Written.given(source);
    Path to = Written.given(target);
    Optional<ElementType> wanted = type();
    Written.check(to, force);
    try (ModelFile model = ModelOptions.open(from, around);
        Progress progress = Progress.start(around, "progress.convert")) {
      boolean gguf = WeightSource.isGguf(model.checkpoint());
      checkNames(gguf, to);
      Conversion conversion =
          new Conversion(
              wanted,
              Conversion.Misfit.REFUSE,
              !withoutPrediction,
              (done, total, tensor) -> progress.at((double) done / Math.max(1, total), tensor));
      long bytes =
          Written.whole(
              to,
              () ->
                  gguf
                      ? SafetensorsExport.write(model, to, conversion)
                      : GgufExport.write(model, to, conversion));
      say(model.name(), to, bytes, around);
    }
    return 0;
  }

  private Optional<ElementType> type() {
    return switch (type.toLowerCase(Locale.ROOT)) {
      case "keep" -> Optional.empty();
      case "bf16" -> Optional.of(ElementType.BF16);
      case "f16" -> Optional.of(ElementType.F16);
      case "f32" -> Optional.of(ElementType.F32);
      case "q8_0" -> Optional.of(ElementType.Q8_0);
      default -> throw unknown();
    };
  }

  private Failure unknown() {
    return Mix.ofName(type)
        .map(mix -> Failure.ofUsage("convert.quantize", type, mix))
        .orElseGet(
            () -> Failure.ofUsage("usage.range", "--type", type, "bf16, f16, f32, q8_0, keep"));
  }

  private static void checkNames(boolean gguf, Path to) {
    boolean named = to.toString().endsWith(".gguf");
    if (gguf && named) {
      throw Failure.ofUsage("convert.both-gguf", to);
    }
    if (!gguf && !named) {
      throw Failure.ofUsage("convert.name", to);
    }
    if (!gguf && Files.isDirectory(to)) {
      throw Failure.of("convert.folder", to);
    }
  }

  private void say(String name, Path to, long bytes, Surroundings around) {
    if (!json) {
      around.out().println(around.texts().say("convert.done", to, around.texts().bytes(bytes)));
      return;
    }
    Json.line(
        around.out(),
        out -> {
          out.writeStartObject();
          out.writeStringProperty("model", name);
          out.writeStringProperty("file", to.toString());
          out.writeStringProperty("type", type.toLowerCase(Locale.ROOT));
          out.writeNumberProperty("tensor_bytes", bytes);
          out.writeEndObject();
        });
  }
}
