package dev.fathom.cli;

import dev.fathom.model.KvStorage;
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
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.core.JsonGenerator;

/// `fathom logits`: what the model says after each token, in numbers.
@Command(name = "logits")
final class LogitsCommand implements Verb {
  private static final String AUTO = "auto";

  @Mixin final CommonOptions common = new CommonOptions();
  @Mixin final ModelOptions model = new ModelOptions();
  @Mixin final ComputeOptions compute = new ComputeOptions();

  @Option(names = "--ids", paramLabel = "IDS", required = true)
  String ids = "";

  @Option(names = "--positions", paramLabel = "all|last|0,2")
  String positions = "last";

  @Option(names = "--chunk", paramLabel = "N")
  int chunk = 512;

  @Option(names = "--cache", paramLabel = "auto|f16|f32|q8_0")
  String cache = AUTO;

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
    checkedCache();
    try (LoadedModel loaded = LoadedModel.load(model.model, compute, around)) {
      int vocabulary = loaded.model().config().vocabulary();
      int[] tokens = Ids.parse(ids, vocabulary);
      if (tokens.length == 0) {
        throw Failure.ofUsage("logits.empty");
      }
      ContextOption.require(tokens.length, loaded.file());
      Work work = new Work(loaded, cacheType(loaded), tokens, wanted(tokens.length));
      Path target = file;
      if (target == null) {
        Json.line(around.out(), out -> writeAll(out, work));
      } else {
        writeRaw(target, work);
        Json.line(around.out(), out -> writeShape(out, work.wanted, vocabulary));
      }
    }
    return 0;
  }

  /// Whose logits are wanted after which tokens.
  private record Work(LoadedModel loaded, ElementType cache, int[] tokens, int[] wanted) {
    Work {
      // fails before anything is written where the model cannot have such a cache
      KvStorage.bytesPerToken(loaded.file().config(), cache);
    }
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
    ElementType usual = rounded ? ElementType.F16 : ElementType.F32;
    return checkedCache().orElse(usual);
  }

  /// What was asked for; empty for `auto`.
  private Optional<ElementType> checkedCache() {
    return cache.equals(AUTO)
        ? Optional.empty()
        : Optional.of(CacheOption.type(cache, "auto, f16, f32, q8_0"));
  }

  private void compute(Work work, Sink sink) {
    int[] wanted = work.wanted;
    // what stands behind the last wanted position changes nothing
    int end = wanted[wanted.length - 1] + 1;
    try (SingleSequence sequence = new SingleSequence(work.loaded.model(), work.cache, end)) {
      for (int from = 0; from < end; from += chunk) {
        int start = from;
        int[] part = Arrays.copyOfRange(work.tokens, from, Math.min(end, from + chunk));
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

  private void writeAll(JsonGenerator out, Work work) {
    out.writeStartObject();
    out.writeName("positions");
    out.writeArray(work.wanted, 0, work.wanted.length);
    out.writeArrayPropertyStart("logits");
    compute(work, row -> writeRow(out, row));
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

  private void writeRaw(Path target, Work work) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(target))) {
      compute(work, row -> writeRow(out, row));
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
