package dev.fathom.cli;

import dev.fathom.kernel.KernelSet;
import dev.fathom.kernel.ObservedKernels;
import dev.fathom.model.Model;
import dev.fathom.model.ModelFile;
import dev.fathom.quantize.ActivationStatistics;
import dev.fathom.quantize.ImportanceMatrix;
import dev.fathom.tensor.ElementType;
import dev.fathom.text.ChatTemplate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `fathom imatrix`: how much each column of each matrix matters, on a text or on chats.
@Command(name = "imatrix")
final class ImatrixCommand implements Verb {
  private static final int USUAL_CONTEXT = 512;
  private static final int STEP = 64;

  @Mixin final CommonOptions common = new CommonOptions();
  @Mixin final ComputeOptions compute = new ComputeOptions();
  @Mixin final ContextOption context = new ContextOption();

  @Option(
      names = {"-m", "--model"},
      paramLabel = "M",
      required = true,
      descriptionKey = "imatrix-model")
  Path model = Path.of("");

  @Option(
      names = {"-f", "--text"},
      paramLabel = "FILE",
      descriptionKey = "imatrix-text")
  @Nullable Path text;

  @Option(names = "--jsonl", paramLabel = "FILE", descriptionKey = "imatrix-jsonl")
  @Nullable Path jsonl;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      required = true,
      descriptionKey = "imatrix-out")
  Path out = Path.of("");

  @Option(names = "--json")
  boolean json;

  @Override
  public int run(Surroundings around) throws Exception {
    context.check();
    Path source = text == null ? jsonl : text;
    if (source == null) {
      throw Failure.ofUsage("usage.missing", "--text, --jsonl", "fathom imatrix");
    }
    if (text != null && jsonl != null) {
      throw Failure.ofUsage("usage.both", "--text", "--jsonl");
    }
    try (ModelFile file = ModelOptions.open(model, around)) {
      if (!file.checkpoint().format().startsWith("GGUF")) {
        throw Failure.of("quantize.not-gguf", model);
      }
      List<int[]> chunks = chunks(file, Files.readAllBytes(ModelOptions.checked(source)));
      ActivationStatistics statistics = new ActivationStatistics(file.checkpoint());
      long tokens = collect(file, chunks, statistics, around);
      int size = context.of(file, USUAL_CONTEXT);
      ImportanceMatrix matrix = statistics.matrix(List.of(source.toString()), chunks.size(), size);
      matrix.write(out);
      print(matrix, tokens, around);
    }
    return 0;
  }

  private long collect(
      ModelFile file, List<int[]> chunks, ActivationStatistics statistics, Surroundings around) {
    long tokens = 0;
    int longest = chunks.stream().mapToInt(chunk -> chunk.length).max().orElse(1);
    try (KernelSet kernels = new ObservedKernels(compute.open(), statistics);
        Model loaded = file.load(kernels);
        Progress progress = Progress.start(around, "progress.imatrix");
        SingleSequence sequence = new SingleSequence(loaded, ElementType.F16, longest)) {
      for (int i = 0; i < chunks.size(); i++) {
        int[] chunk = chunks.get(i);
        for (int from = 0; from < chunk.length; from += STEP) {
          int[] part = Arrays.copyOfRange(chunk, from, Math.min(chunk.length, from + STEP));
          sequence.forward(part, from, new int[0]);
        }
        tokens += chunk.length;
        progress.at((i + 1.0) / chunks.size(), "");
      }
    }
    return tokens;
  }

  /// The text in pieces of one context each, the last as long as it is; chats one by one.
  private List<int[]> chunks(ModelFile file, byte[] bytes) throws IOException {
    int size = context.of(file, USUAL_CONTEXT);
    List<int[]> chunks = new ArrayList<>();
    for (String document : text != null ? List.of(Input.text(bytes)) : chats(file, bytes)) {
      int[] ids = file.tokenizer().encode(document, true);
      int[] all = text != null ? SpecialTokens.withBos(file.tokenizer(), ids) : ids;
      for (int from = 0; from < all.length; from += size) {
        chunks.add(Arrays.copyOfRange(all, from, Math.min(all.length, from + size)));
      }
    }
    if (chunks.isEmpty()) {
      throw Failure.of("imatrix.empty");
    }
    return chunks;
  }

  /// A line each: a JSON string, or an object of template variables (`{"messages": ...}`).
  private static List<String> chats(ModelFile file, byte[] bytes) throws IOException {
    Input input = new Input(new ByteArrayInputStream(bytes));
    List<String> chats = new ArrayList<>();
    for (byte[] line = input.nextLine(); line != null; line = input.nextLine()) {
      try {
        chats.add(chat(file, Input.json(line)));
      } catch (Failure wrong) {
        throw wrong.inLine(chats.size() + 1);
      }
    }
    return chats;
  }

  private static String chat(ModelFile file, Object line) {
    return switch (line) {
      case String plain -> plain;
      case Map<?, ?> given -> {
        ChatTemplate template =
            file.template().orElseThrow(() -> Failure.of("model.no-template", file.name()));
        Map<String, @Nullable Object> variables =
            new LinkedHashMap<>(SpecialTokens.variables(file.tokenizer()));
        given.forEach((name, value) -> variables.put((String) name, value));
        yield template.render(variables);
      }
      default -> throw Failure.of("input.object");
    };
  }

  private void print(ImportanceMatrix matrix, long tokens, Surroundings around) {
    if (!json) {
      around
          .out()
          .println(around.texts().say("imatrix.result", out, matrix.entries().size(), tokens));
      return;
    }
    Json.line(
        around.out(),
        writer -> {
          writer.writeStartObject();
          writer.writeStringProperty("file", out.toString());
          writer.writeNumberProperty("tensors", matrix.entries().size());
          writer.writeNumberProperty("tokens", tokens);
          writer.writeNumberProperty("chunks", matrix.chunks());
          writer.writeEndObject();
        });
  }
}
