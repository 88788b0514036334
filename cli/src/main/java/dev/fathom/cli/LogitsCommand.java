package dev.fathom.cli;

import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Tensor;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.core.JsonGenerator;

/// `fathom logits`: what the model says after each token, in numbers.
@Command(name = "logits")
final class LogitsCommand implements Verb {
  @Mixin final CommonOptions common = new CommonOptions();
  @Mixin final ModelOptions model = new ModelOptions();
  @Mixin final ComputeOptions compute = new ComputeOptions();

  @Option(names = "--ids", paramLabel = "IDS", required = true)
  String ids = "";

  @Option(names = "--positions", paramLabel = "all|last|0,2")
  String positions = "last";

  @Option(names = "--chunk", paramLabel = "N")
  int chunk = 512;

  @Option(names = "--cache", paramLabel = "auto|f16|f32")
  String cache = "auto";

  @Option(names = "--json")
  boolean json;

  @Option(names = "--out", paramLabel = "FILE")
  @Nullable Path file;

  /// Takes one position's logits.
  @FunctionalInterface
  private interface Sink {
    void row(float[] logits);
  }

  @Override
  public int run(Surroundings around) throws Exception {
    if (chunk < 1) {
      throw Failure.ofUsage("usage.range", "--chunk", chunk, "1 ..");
    }
    if (!List.of("auto", "f16", "f32").contains(cache)) {
      throw Failure.ofUsage("usage.value", cache, "--cache", "fathom logits");
    }
    try (LoadedModel loaded = LoadedModel.load(model.model, compute, around)) {
      int vocabulary = loaded.model().config().vocabulary();
      int[] tokens = Ids.parse(ids, vocabulary);
      if (tokens.length == 0) {
        throw Failure.ofUsage("logits.empty");
      }
      ContextOption.require(tokens.length, loaded.file());
      int[] wanted = wanted(tokens.length);
      Path target = file;
      if (target == null) {
        Json.line(around.out(), out -> writeAll(out, loaded, tokens, wanted));
      } else {
        writeRaw(target, loaded, tokens, wanted);
        Json.line(around.out(), out -> writeShape(out, wanted, vocabulary));
      }
    }
    return 0;
  }

  private int[] wanted(int count) {
    return switch (positions.strip()) {
      case "all" -> IntStream.range(0, count).toArray();
      case "last" -> new int[] {count - 1};
      case String list -> {
        int[] asked = Arrays.stream(list.split(",", -1)).mapToInt(LogitsCommand::number).toArray();
        for (int position : asked) {
          if (position < 0 || position >= count) {
            throw Failure.of("logits.position", position, count, count - 1);
          }
        }
        yield Arrays.stream(asked).sorted().distinct().toArray();
      }
    };
  }

  private static int number(String word) {
    try {
      return Integer.parseInt(word.strip());
    } catch (NumberFormatException notANumber) {
      throw Failure.ofUsage("usage.value", word, "--positions", "fathom logits");
    }
  }

  /// Quantised weights go with the f16 cache that they are used with (llama.cpp's attention takes
  /// keys and values as f16, too); plain weights with an exact one.
  private ElementType cacheType(LoadedModel loaded) {
    boolean rounded =
        Arrays.stream(ElementType.values())
            .filter(ElementType::isQuantized)
            .anyMatch(type -> loaded.file().summary().types().containsKey(type.name()));
    boolean half = cache.equals("auto") ? rounded : cache.equals("f16");
    return half ? ElementType.F16 : ElementType.F32;
  }

  private void compute(LoadedModel loaded, int[] tokens, int[] wanted, Sink sink) {
    // what stands behind the last wanted position changes nothing
    int end = wanted[wanted.length - 1] + 1;
    try (SingleSequence sequence = new SingleSequence(loaded.model(), cacheType(loaded), end)) {
      for (int from = 0; from < end; from += chunk) {
        int start = from;
        int[] part = Arrays.copyOfRange(tokens, from, Math.min(end, from + chunk));
        int[] rows =
            Arrays.stream(wanted)
                .map(position -> position - start)
                .filter(row -> row >= 0 && row < part.length)
                .toArray();
        int[] outputs = rows.length == 0 ? new int[] {part.length - 1} : rows;
        Tensor logits = sequence.forward(part, from, outputs);
        for (int row = 0; row < rows.length; row++) {
          sink.row(logits.row(row));
        }
      }
    }
  }

  private void writeAll(JsonGenerator out, LoadedModel loaded, int[] tokens, int[] wanted) {
    out.writeStartObject();
    out.writeName("positions");
    out.writeArray(wanted, 0, wanted.length);
    out.writeArrayPropertyStart("logits");
    compute(loaded, tokens, wanted, row -> writeRow(out, row));
    out.writeEndArray();
    out.writeEndObject();
  }

  private static void writeRow(JsonGenerator out, float[] logits) {
    out.writeStartArray();
    for (float logit : logits) {
      out.writeNumber(logit);
    }
    out.writeEndArray();
  }

  private void writeRaw(Path target, LoadedModel loaded, int[] tokens, int[] wanted)
      throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(target))) {
      compute(loaded, tokens, wanted, row -> writeRow(out, row));
    }
  }

  private static void writeRow(OutputStream out, float[] logits) {
    ByteBuffer bytes = ByteBuffer.allocate(logits.length * Float.BYTES);
    bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(logits);
    try {
      out.write(bytes.array());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private void writeShape(JsonGenerator out, int[] wanted, int vocabulary) {
    out.writeStartObject();
    out.writeName("positions");
    out.writeArray(wanted, 0, wanted.length);
    out.writeName("shape");
    out.writeArray(new int[] {wanted.length, vocabulary}, 0, 2);
    out.writeStringProperty("out", String.valueOf(file));
    out.writeEndObject();
  }
}
