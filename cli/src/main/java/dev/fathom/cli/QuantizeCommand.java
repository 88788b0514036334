package dev.fathom.cli;

import dev.fathom.format.Checkpoint;
import dev.fathom.kernel.WorkerTeam;
import dev.fathom.quantize.ImportanceMatrix;
import dev.fathom.quantize.Mix;
import dev.fathom.quantize.QuantizePlan;
import dev.fathom.quantize.QuantizeRequest;
import dev.fathom.quantize.Quantizer;
import dev.fathom.tensor.ElementType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fathom quantize`: a model as a GGUF file with smaller types.
@Command(name = "quantize")
final class QuantizeCommand implements Verb {
  @Mixin final CommonOptions common = new CommonOptions();
  @Mixin final ComputeOptions compute = new ComputeOptions();

  @Parameters(index = "0", paramLabel = "IN", descriptionKey = "quantize-in")
  Path in = Path.of("");

  @Parameters(index = "1", paramLabel = "OUT", descriptionKey = "quantize-out")
  Path out = Path.of("");

  @Parameters(index = "2", paramLabel = "TYPE", arity = "0..1", descriptionKey = "quantize-type")
  @Nullable String type;

  @Option(names = "--imatrix", paramLabel = "FILE", descriptionKey = "quantize-imatrix")
  @Nullable Path imatrix;

  @Option(names = "--tensor", paramLabel = "REGEX=TYPE", descriptionKey = "quantize-tensor")
  List<String> tensors = new ArrayList<>();

  @Option(names = "--experts", paramLabel = "TYPE", descriptionKey = "quantize-experts")
  @Nullable String experts;

  @Option(names = "--rest", paramLabel = "TYPE", descriptionKey = "quantize-rest")
  @Nullable String rest;

  @Option(names = "--allow-requantize", descriptionKey = "quantize-again")
  boolean again;

  @Option(names = "--dry-run", descriptionKey = "quantize-dry")
  boolean dry;

  @Option(names = "--report", paramLabel = "TEXT", descriptionKey = "quantize-report")
  @Nullable Path report;

  @Option(names = "--json")
  boolean json;

  @Override
  public int run(Surroundings around) throws Exception {
    compute.check();
    QuantizeRequest request = request();
    Path source = ModelOptions.checked(PulledModels.path(in, around));
    if (Files.exists(out) && Files.isSameFile(source, out)) {
      throw Failure.ofUsage("quantize.same", in);
    }
    if (Files.isDirectory(out)) {
      throw Failure.of("convert.folder", out);
    }
    String text =
        report == null ? "" : Input.text(Files.readAllBytes(ModelOptions.checked(report)));
    long start = System.nanoTime();
    QuantizePlan plan = dry ? plan(source, request) : quantise(source, request, around);
    double seconds = (System.nanoTime() - start) / 1e9;
    Optional<Divergence.Result> cost = Optional.empty();
    if (report != null && !dry) {
      cost =
          Optional.of(Divergence.between(new Divergence.Pair(source, out), text, compute, around));
    }
    new QuantizeReport(plan, seconds, cost).print(out, json, around);
    return 0;
  }

  private static QuantizePlan plan(Path source, QuantizeRequest request) {
    if (!GgufSource.isGguf(source)) {
      throw Failure.of("quantize.not-gguf", source);
    }
    try (Checkpoint model = Checkpoint.open(source)) {
      return QuantizePlan.of(model, request);
    }
  }

  private QuantizePlan quantise(Path source, QuantizeRequest request, Surroundings around)
      throws Exception {
    return Written.whole(
        out,
        () -> {
          try (GgufSource gguf = GgufSource.open(source, out, around)) {
            QuantizePlan plan = QuantizePlan.of(gguf.model(), request);
            write(gguf.model(), plan, around);
            return plan;
          }
        });
  }

  private void write(Checkpoint model, QuantizePlan plan, Surroundings around) throws IOException {
    int threads =
        compute.threads == null ? Runtime.getRuntime().availableProcessors() : compute.threads;
    try (WorkerTeam team = new WorkerTeam(threads);
        Progress progress = Progress.start(around, "progress.quantize")) {
      new Quantizer(model, plan, team).write(out, done -> progress.at(done, ""));
    }
  }

  private QuantizeRequest request() {
    String chosen = type == null ? rest : type;
    if (chosen == null) {
      throw Failure.ofUsage("usage.missing", "TYPE", "fathom quantize");
    }
    Mix mix = Mix.ofName(chosen).orElseThrow(() -> unknown(chosen));
    List<QuantizeRequest.Wish> wishes = tensors.stream().map(QuantizeCommand::wish).toList();
    Optional<ImportanceMatrix> matrix =
        Optional.ofNullable(imatrix).map(ModelOptions::checked).map(ImportanceMatrix::read);
    return new QuantizeRequest(
        mix,
        wishes,
        Optional.ofNullable(experts).map(QuantizeCommand::elementType),
        Optional.ofNullable(rest).map(QuantizeCommand::elementType),
        matrix,
        again);
  }

  private static Failure unknown(String type) {
    String all = Arrays.stream(Mix.values()).map(Mix::name).collect(Collectors.joining(", "));
    return Failure.ofUsage("usage.range", "TYPE", type, all);
  }

  private static QuantizeRequest.Wish wish(String words) {
    int sign = words.lastIndexOf('=');
    if (sign < 1) {
      throw Failure.ofUsage("usage.range", "--tensor", words, "REGEX=TYPE");
    }
    try {
      return new QuantizeRequest.Wish(
          Pattern.compile(words.substring(0, sign)), elementType(words.substring(sign + 1)));
    } catch (PatternSyntaxException wrong) {
      throw Failure.ofUsage("usage.range", "--tensor", words, "REGEX=TYPE");
    }
  }

  private static ElementType elementType(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    return Arrays.stream(ElementType.values())
        .filter(type -> QuantizePlan.makes(type) && type.name().equals(upper))
        .findFirst()
        .orElseThrow(
            () ->
                Failure.ofUsage(
                    "usage.range",
                    "TYPE",
                    name,
                    Arrays.stream(ElementType.values())
                        .filter(QuantizePlan::makes)
                        .map(ElementType::name)
                        .collect(Collectors.joining(", "))));
  }
}
